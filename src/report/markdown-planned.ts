/** What a plan would do and what stands beside it, in the order of every report in Markdown. */
import type { Plan } from '../model.ts';
import { changesPart } from './markdown-changes.ts';
import { confirmedPart } from './markdown-confirmed.ts';
import type { Part } from './markdown-fit.ts';
import { accessPart, guardrailsPart } from './markdown-judgement.ts';
import { capacityPart, movedPart, releasedPart } from './markdown-parts.ts';
import {
  addressesPart,
  consequencesPart,
  destroyedPart,
  diagnosticsPart,
  refusalsPart,
} from './markdown-worst.ts';
import type { About } from './outline.ts';

type Parts = readonly (Part | undefined)[];

/** The changes: what is worst of them, then each. */
export function plannedParts(plan: Plan, about: About, where: string): Parts {
  return [
    destroyedPart(plan, where),
    consequencesPart(plan, where),
    addressesPart(plan, where),
    accessPart(plan, where),
    refusalsPart(plan, about, where),
    guardrailsPart(plan, about, where),
    changesPart(plan, about, where),
  ];
}

/** What is read after the changes. */
export function besideParts(plan: Plan, about: About, where: string): Parts {
  return [
    movedPart(plan, where),
    releasedPart(plan, where),
    capacityPart(plan, where),
    confirmedPart(plan, about, where),
    diagnosticsPart('warning', plan, about, where),
  ];
}

/** A plan on standard output, in the format that was asked for. */

import type { Plan } from '../model.ts';
import { jsonText } from '../printable.ts';
import type { About } from '../report/outline.ts';
import { jsonPieces } from '../report/pieces.ts';
import { planJson } from '../report/plan-json.ts';
import { driftPieces, planPieces } from '../report/text.ts';
import { version } from '../version.ts';
import { aboutOf } from './about.ts';
import { exitCodes, Failure, type Options, type planFormats, type World } from './world.ts';

type Format = (typeof planFormats)[number];

/** @throws Failure when two flags ask for different formats, or for one that does not show what is asked for */
export function requireFormat(options: Options): void {
  if (options.json && options.format !== undefined && options.format !== 'json') {
    throw new Failure(`--json and --format ${options.format}: choose one of them.`, exitCodes.usage);
  }
  const format = formatOf(options);
  // The others begin with what a plan would change: of drift alone they would say that this is nothing.
  if (options.refreshOnly && format !== 'text' && format !== 'json') {
    const message = `--refresh-only is shown as text or JSON, and --format ${format} is of a whole plan.`;
    throw new Failure(message, exitCodes.usage);
  }
}

/** True where a program reads standard output: people are told beside it what went wrong. */
export function isForPeople(options: Options): boolean {
  return formatOf(options) === 'text';
}

function formatOf(options: Options): Format {
  return options.json ? 'json' : ((options.format as Format | undefined) ?? 'text');
}

/** Prints a plan; with `--refresh-only`, what was changed outside of chatform alone. */
export async function print(plan: Plan, options: Options, world: World): Promise<void> {
  const format = formatOf(options);
  const shown = options.refreshOnly ? driftOf(plan) : plan;
  const pieces =
    format !== 'text'
      ? await rendered(shown, format, aboutOf(options, world))
      : options.refreshOnly
        ? driftPieces(plan, world.look)
        : planPieces(plan, world.look, world.now());
  await world.printAll(pieces);
}

/** A plan in a format for programs or pages, in pieces where it grows with the plan. */
async function rendered(
  plan: Plan,
  format: Exclude<Format, 'text'>,
  about: About,
): Promise<Iterable<string>> {
  switch (format) {
    case 'json':
      return jsonPieces(planJson(plan, version));
    case 'markdown':
      return [(await import('../report/markdown.ts')).planMarkdown(plan, about)];
    case 'html':
      return (await import('../report/html.ts')).planHtmlPieces(plan, about);
    case 'sarif':
      return [await sarif(plan, about)];
  }
}

async function sarif(plan: Plan, about: About): Promise<string> {
  const [{ planSarif }, { lintRules }] = await Promise.all([
    import('../report/sarif.ts'),
    import('../cam/lint/index.ts'),
  ]);
  return `${jsonText(planSarif(plan, about, lintRules))}\n`;
}

/** A plan without what it would do. */
function driftOf(plan: Plan): Plan {
  return { ...plan, changes: [], refusals: [], released: [], moved: [], capacity: [] };
}

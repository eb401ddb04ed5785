/** Actions of policies: `name/im:UpdateSecret`, `im:Describe*`, `*` (CAM-4). */
import { type CamAction, camActions, type Escalation, readingVerbs } from '../catalog/cam-actions.ts';
import { matches, type Pattern, patternOf } from './match.ts';

/** One action by its product and name. */
export interface ActionName {
  readonly service: string;
  readonly name: string;
}

/** What a statement says of actions. */
export interface ActionPattern {
  readonly service: Pattern;
  readonly name: Pattern;
  /** False where CAM's grammar does not say what it means: such an allow grants nothing, such a deny holds. */
  readonly documented: boolean;
  /** A feature set of another product: which actions it has is not published. */
  readonly featureSet?: true;
}

const FORM = /^(?:(?:name\/)?([^:/]+):([^:/]+)|(actionName|permid)\/(?:([^:/]+):)?[^:/]+)$/;
const everything = patternOf('*');

/** Reads an action of a statement; undefined for what is none. */
export function readAction(text: string): ActionPattern | undefined {
  const compact = text.replace(/\s/g, '');
  if (compact === '*') return { service: everything, name: everything, documented: text === '*' };
  const match = FORM.exec(compact);
  if (!match) return undefined;
  const [, service, name, featureSet, ofService = '*'] = match;
  // What belongs to a feature set is not published: a deny of one may be a deny of all.
  if (featureSet)
    return { service: patternOf(ofService), name: everything, documented: false, featureSet: true };
  return { service: patternOf(service ?? ''), name: patternOf(name ?? ''), documented: compact === text };
}

export function matchesAction(pattern: ActionPattern, action: ActionName): boolean {
  return matches(pattern.service, action.service) && matches(pattern.name, action.name);
}

/** `im:UpdateSecret`, the text by which people know an action. */
export const actionText = ({ service, name }: ActionName): string => `${service}:${name}`;

const byText = new Map(camActions.map((action) => [actionText(action), action]));

export const knownAction = (action: ActionName): CamAction | undefined => byText.get(actionText(action));

/** The known actions of a product. */
export function actionsOf(service: string): readonly CamAction[] {
  return camActions.filter((action) => action.service === service);
}

/** The products whose actions are known, Chat first. */
export const knownServices: readonly string[] = [...new Set(camActions.map((action) => action.service))];

/** What may be done with an action beyond its own effect; also for actions that are on no list. */
export function escalationOf(action: ActionName): Escalation | undefined {
  const known = knownAction(action);
  if (known) return known.escalates;
  if (action.service === 'sts') return 'keys';
  const reads = readingVerbs.some((verb) => action.name.startsWith(verb));
  return action.service === 'cam' && !reads ? 'cam' : undefined;
}

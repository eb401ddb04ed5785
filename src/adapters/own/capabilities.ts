/** What an adapter says that it cannot do. */
import { attributeAt, kindNamed } from '../../catalog/index.ts';
import { isMap } from '../../json.ts';
import type { ByHand, Capabilities } from '../../model.ts';

/** The capabilities that an adapter gave, or what is wrong with them. Nothing given: it can do everything. */
export function capabilitiesOf(given: unknown): Capabilities | { readonly problem: string } {
  if (given === undefined) return { byHand: [], unseen: [] };
  if (!isMap(given)) return { problem: '`capabilities` is no map' };
  const { byHand = [], unseen = [] } = given;
  if (!Array.isArray(byHand)) return { problem: '`capabilities.byHand` is no list' };
  if (!Array.isArray(unseen)) return { problem: '`capabilities.unseen` is no list of kinds' };
  for (const [i, one] of byHand.entries()) {
    const wrong = wrongByHand(one);
    if (wrong !== undefined) return { problem: `\`capabilities.byHand[${i}]\` ${wrong}` };
  }
  const unknown = unseen.findIndex((one) => !isKind(one));
  if (unknown !== -1) return { problem: `\`capabilities.unseen[${unknown}]\` is no kind of the catalogue` };
  return { byHand: (byHand as ByHand[]).map(copyOf), unseen: [...(unseen as string[])] };
}

const isKind = (name: unknown) => typeof name === 'string' && kindNamed(name) !== undefined;
const actions: readonly unknown[] = ['create', 'update', 'delete'];

function wrongByHand(one: unknown): string | undefined {
  if (!isMap(one) || !isKind(one.kind)) return 'has no `kind` of the catalogue';
  if (one.action !== undefined && !actions.includes(one.action))
    return 'has an `action` that is not create, update or delete';
  if (typeof one.reason !== 'string' || one.reason.trim() === '')
    return 'has no `reason`, which people are told';
  return one.where === undefined ? undefined : wrongWhere(String(one.kind), one.where);
}

function wrongWhere(name: string, where: unknown): string | undefined {
  const kind = kindNamed(name);
  if (!isMap(where) || typeof where.attribute !== 'string' || !kind || !attributeAt(kind, [where.attribute]))
    return `has a \`where\` without an attribute of ${name}`;
  const isScalar = where.value === null || ['string', 'number', 'boolean'].includes(typeof where.value);
  return isScalar ? undefined : 'has a `where` whose value is no text, number, true, false or null';
}

const copyOf = ({ kind, action, where, reason }: ByHand): ByHand => ({
  kind,
  ...(action !== undefined && { action }),
  ...(where !== undefined && { where: { attribute: where.attribute, value: where.value } }),
  reason,
});

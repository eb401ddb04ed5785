/** What there is at all in a kind: most rules are about a few kinds, and need not look at the values of the others. */
import { attributesOf } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';

/** True for kinds of which the body, or anything in it, has a trait. Each kind is looked at once. */
export function kindsWith(trait: (attribute: Attribute) => boolean): (kind: Kind) => boolean {
  const known = new Map<Kind, boolean>();
  return (kind) => {
    let has = known.get(kind);
    if (has === undefined) {
      has = trait(kind.body) || attributesOf(kind).some(({ attribute }) => trait(attribute));
      known.set(kind, has);
    }
    return has;
  };
}

/** The one registry: all kinds and rules, and how to find them. A new console page is a line here. */
import { accountKinds } from './accounts.ts';
import { appKinds } from './apps.ts';
import { camKinds } from './cam.ts';
import { certificateKinds } from './certificates.ts';
import { friendKinds } from './friends.ts';
import { groupFeatureKinds } from './group-features.ts';
import { groupFieldKinds } from './group-fields.ts';
import { groupTypeKinds } from './group-types.ts';
import { groupKinds } from './groups.ts';
import type { Attribute, Kind, Rule } from './kind.ts';
import { loginKinds } from './login.ts';
import { messageKinds } from './messages.ts';
import { rules } from './rules.ts';
import { tagKinds } from './tags.ts';
import { trtcKinds } from './trtc.ts';
import { userFieldKinds } from './user-fields.ts';
import { webhookKinds } from './webhook.ts';

export { rules };

/** All kinds, a parent before what is in it. */
export const kinds: readonly Kind[] = [
  ...appKinds,
  ...tagKinds,
  ...trtcKinds,
  ...certificateKinds,
  ...loginKinds,
  ...messageKinds,
  ...friendKinds,
  ...userFieldKinds,
  ...groupFieldKinds,
  ...groupTypeKinds,
  ...groupFeatureKinds,
  ...webhookKinds,
  ...accountKinds,
  ...groupKinds,
  ...camKinds,
];

/** A place in the tree of all paths; `*` among the children stands for any key. */
export interface Place {
  kind?: Kind;
  readonly children: Map<string, Place>;
}

const newPlace = (): Place => ({ children: new Map() });

/** The paths of all kinds as one tree. */
export const root: Place = newPlace();
for (const kind of kinds) {
  let place = root;
  for (const segment of kind.path) {
    const next = place.children.get(segment) ?? newPlace();
    place.children.set(segment, next);
    place = next;
  }
  place.kind = kind;
}

const kindsByName = new Map(kinds.map((kind) => [kind.name, kind]));
const rulesById = new Map(rules.map((rule) => [rule.id, rule]));

export const kindNamed = (name: string): Kind | undefined => kindsByName.get(name);
export const ruleNamed = (id: string): Rule | undefined => rulesById.get(id);

/** The kind of the resource at an address, in the YAML or live: both have the same shape. */
export function kindAt(segments: readonly string[]): Kind | undefined {
  let place: Place | undefined = root;
  for (const segment of segments) {
    place = place.children.get(segment) ?? place.children.get('*');
    if (!place) return undefined;
  }
  return place.kind;
}

/** The attribute at a path of a body, through groups and the items of maps; the body itself for an empty path. */
export function attributeAt(kind: Kind, path: readonly string[]): Attribute | undefined {
  let here: Attribute = kind.body;
  for (const key of path) {
    const next: Attribute | undefined = insideOf(here, key);
    if (!next) return undefined;
    here = next;
  }
  return here;
}

function insideOf(attribute: Attribute, key: string): Attribute | undefined {
  if (attribute.type === 'map') return attribute.item;
  if (attribute.type !== 'object' || !Object.hasOwn(attribute.attributes, key)) return undefined;
  return attribute.attributes[key];
}

/** An attribute of a kind and where it stands in the body; `*` stands for any key of a map. */
export interface PlacedAttribute {
  readonly path: readonly string[];
  readonly attribute: Attribute;
}

/** All attributes of a kind below its body, each group and map before what is in it. */
export function attributesOf(kind: Kind): readonly PlacedAttribute[] {
  return below(kind.body, []);
}

function below(attribute: Attribute, path: readonly string[]): PlacedAttribute[] {
  const inner: [string, Attribute][] =
    attribute.type === 'object'
      ? Object.entries(attribute.attributes)
      : attribute.type === 'map'
        ? [['*', attribute.item]]
        : [];
  return inner.flatMap(([key, child]) => {
    const here = [...path, key];
    return [{ path: here, attribute: child }, ...below(child, here)];
  });
}

/** True where `null` may be declared: there is a console default to go back to. */
export function canReset(attribute: Attribute): boolean {
  return attribute.default !== undefined;
}

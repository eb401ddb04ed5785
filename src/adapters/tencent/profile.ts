/** The profile of an account, in the words of the catalogue and as profile tags ("User Profile", 1047/33520). */
import { kindNamed } from '../../catalog/index.ts';
import type { Attribute } from '../../catalog/kind.ts';
import { emptyMap, type Json, type JsonMap } from '../../json.ts';
import { field, strange, textIn } from './read-wire.ts';
import type { Wire, WireMap } from './wire.ts';

interface ProfileTag {
  readonly attribute: string;
  readonly tag: string;
  /** The catalogue's word → Tencent's, for one of some words. */
  readonly words?: Readonly<Record<string, string>>;
}

export const profileTags: readonly ProfileTag[] = [
  { attribute: 'nickname', tag: 'Tag_Profile_IM_Nick' },
  { attribute: 'photoUrl', tag: 'Tag_Profile_IM_Image' },
  {
    attribute: 'gender',
    tag: 'Tag_Profile_IM_Gender',
    words: { unknown: 'Gender_Type_Unknown', female: 'Gender_Type_Female', male: 'Gender_Type_Male' },
  },
  { attribute: 'birthDate', tag: 'Tag_Profile_IM_BirthDay' },
  { attribute: 'location', tag: 'Tag_Profile_IM_Location' },
  { attribute: 'whatsUp', tag: 'Tag_Profile_IM_SelfSignature' },
  {
    attribute: 'allowFriends',
    tag: 'Tag_Profile_IM_AllowType',
    words: {
      'require-verification': 'AllowType_Type_NeedConfirm',
      'allow-all': 'AllowType_Type_AllowAny',
      'forbid-all': 'AllowType_Type_DenyAny',
    },
  },
  { attribute: 'language', tag: 'Tag_Profile_IM_Language' },
  { attribute: 'messageSettings', tag: 'Tag_Profile_IM_MsgSettings' },
  {
    attribute: 'friending',
    tag: 'Tag_Profile_IM_AdminForbidType',
    words: { none: 'AdminForbid_Type_None', forbid: 'AdminForbid_Type_SendOut' },
  },
  { attribute: 'level', tag: 'Tag_Profile_IM_Level' },
  { attribute: 'role', tag: 'Tag_Profile_IM_Role' },
];

/** The attribute of an account in the catalogue. */
function catalogued(name: string): Attribute {
  const body = kindNamed('account')?.body;
  const attribute = body?.type === 'object' ? body.attributes[name] : undefined;
  if (!attribute) throw new Error(`the catalogue has no attribute ${name} of an account`);
  return attribute;
}

/** `ProfileItem` of `portrait_get` as attributes. What was never set has the default of the catalogue, or is left out. */
export function attributesOf(items: readonly WireMap[]): JsonMap {
  const values = new Map(items.map((item) => [textIn(item, 'Tag'), field(item, 'Value')]));
  const body = emptyMap<Json>();
  for (const profileTag of profileTags) {
    const value = values.get(profileTag.tag);
    const attribute = catalogued(profileTag.attribute);
    const read = value === undefined ? attribute.default : attributeOf(profileTag, attribute, value);
    if (read !== undefined) body[profileTag.attribute] = read;
  }
  return body;
}

/** @throws Unread for a value that the catalogue has no word for */
function attributeOf({ tag, words }: ProfileTag, attribute: Attribute, value: Wire): Json | undefined {
  if (words) {
    const word = Object.keys(words).find((one) => words[one] === value);
    if (word === undefined)
      throw strange(tag, `is ${JSON.stringify(String(value))}, which is not documented`);
    return word;
  }
  if (attribute.type === 'integer') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw strange(tag, 'is not a whole number');
    // A birth date of 0 is none.
    return number < (attribute.minimum ?? 0) ? undefined : number;
  }
  if (typeof value !== 'string') throw strange(tag, 'is not a text');
  return value;
}

/** `ProfileItem` of `portrait_set` for a merge patch; the name of an attribute that cannot be set like that. */
export function profileItems(patch: JsonMap): WireMap[] | { readonly cannot: string } {
  const items: WireMap[] = [];
  for (const [name, value] of Object.entries(patch)) {
    const profileTag = profileTags.find(({ attribute }) => attribute === name);
    const wire = profileTag && wireOf(profileTag, value);
    if (!profileTag || wire === undefined) return { cannot: name };
    items.push({ Tag: profileTag.tag, Value: wire });
  }
  return items;
}

/** A null goes back to the default, and to nothing where there is none; undefined where that cannot be. */
function wireOf({ attribute: name, words }: ProfileTag, value: Json): Wire | undefined {
  const attribute = catalogued(name);
  const wanted = value ?? attribute.default;
  if (words) return typeof wanted === 'string' && Object.hasOwn(words, wanted) ? words[wanted] : undefined;
  if (attribute.type === 'integer') return typeof wanted === 'number' ? wanted : 0;
  return typeof wanted === 'string' ? wanted : '';
}

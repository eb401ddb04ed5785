/**
 * The profile of an account by the tags of the wire (api.md §6.1; D:1047/33520). Written apart from the adapter's
 * own table: two that agree prove something.
 */
import type { Json } from '../../../json.ts';

/** What a tag stands for in the sandbox. */
export type Standard =
  | { readonly attribute: string; readonly bytes: number }
  | { readonly attribute: string; readonly uint32: true }
  | { readonly attribute: string; readonly words: Readonly<Record<string, string>> };

const start = 'Tag_Profile_IM_';

export const standardTags: ReadonlyMap<string, Standard> = new Map<string, Standard>([
  [`${start}Nick`, { attribute: 'nickname', bytes: 500 }],
  [
    `${start}Gender`,
    {
      attribute: 'gender',
      words: { Gender_Type_Unknown: 'unknown', Gender_Type_Female: 'female', Gender_Type_Male: 'male' },
    },
  ],
  [`${start}BirthDay`, { attribute: 'birthDate', uint32: true }],
  [`${start}Location`, { attribute: 'location', bytes: 16 }],
  [`${start}SelfSignature`, { attribute: 'whatsUp', bytes: 500 }],
  [
    `${start}AllowType`,
    {
      attribute: 'allowFriends',
      words: {
        AllowType_Type_NeedConfirm: 'require-verification',
        AllowType_Type_AllowAny: 'allow-all',
        AllowType_Type_DenyAny: 'forbid-all',
      },
    },
  ],
  [`${start}Language`, { attribute: 'language', uint32: true }],
  [`${start}Image`, { attribute: 'photoUrl', bytes: 500 }],
  [`${start}MsgSettings`, { attribute: 'messageSettings', uint32: true }],
  [
    `${start}AdminForbidType`,
    {
      attribute: 'friending',
      words: { AdminForbid_Type_None: 'none', AdminForbid_Type_SendOut: 'forbid' },
    },
  ],
  [`${start}Level`, { attribute: 'level', uint32: true }],
  [`${start}Role`, { attribute: 'role', uint32: true }],
]);

const customStart = 'Tag_Profile_Custom_';

/** The name of the custom field; undefined for a tag of another kind. */
export function customField(tag: string): string | undefined {
  return tag.startsWith(customStart) ? tag.slice(customStart.length) : undefined;
}

/** A value of the wire as the sandbox has it, or the number of what is wrong with it. */
export function fromWire(tag: Standard, value: Json): { readonly value: Json } | { readonly code: number } {
  if ('uint32' in tag) {
    if (typeof value !== 'number') return { code: 40610 };
    return Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? { value } : { code: 40605 };
  }
  if (typeof value !== 'string') return { code: 40610 };
  if ('bytes' in tag) return Buffer.byteLength(value) <= tag.bytes ? { value } : { code: 40601 };
  return Object.hasOwn(tag.words, value) ? { value: tag.words[value] ?? '' } : { code: 40605 };
}

/** A value of the sandbox as it goes over the wire. */
export function toWire(tag: Standard, value: Json): Json {
  if (!('words' in tag)) return value;
  return Object.keys(tag.words).find((word) => tag.words[word] === value) ?? '';
}

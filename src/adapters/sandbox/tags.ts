/** The tags of an app. The limits are those of Tencent's Tag service. */
import { isMap } from '../../json.ts';
import { carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import { type Action, onApp } from './app.ts';
import { count } from './tables.ts';

const maxTags = 50; // a resource
const maxKey = 127; // characters
const maxValue = 255;
const legal = /^[\p{L}\p{M}\p{N} +\-=._:/@()[\]（）【】,;<>]+$/u;
const reserved = ['qcs:', 'project', 'qcloud', 'tencent', '项目'];

function illegalPart(part: 'Key' | 'Value', text: string, most: number): Refused | undefined {
  const wrong = (what: string, why: string) =>
    refuse(`InvalidParameterValue.Tag${part}${what}`, 'TAG-1', why);
  if (text === '') return wrong('Empty', `A tag has a ${part.toLowerCase()}.`);
  if ([...text].length > most) return wrong('LengthExceeded', `“${text}” has more than ${most} characters.`);
  if (!legal.test(text) || text !== text.trim()) {
    const set = 'letters, digits, blanks inside, and + - = . _ : / @ ( ) [ ] （ ） 【 】 , ; < >';
    return wrong('CharacterIllegal', `“${text}” may only have ${set}.`);
  }
  return undefined;
}

function illegalTag([key, value]: [string, unknown]): Refused | undefined {
  const prefix = reserved.find((start) => key.startsWith(start));
  if (prefix !== undefined) {
    const message = `A tag key does not begin with ${prefix}.`;
    return refuse('InvalidParameterValue.ReservedTagKey', 'TAG-1', message);
  }
  if (typeof value !== 'string')
    return refuse('InvalidParameter.Tag', 'TAG-1', `The value of ${key} is no text.`);
  return illegalPart('Key', key, maxKey) ?? illegalPart('Value', value, maxValue);
}

/** `tags`: keys with their new values; a null takes the key away. */
const modifyTags = onApp((tables, app, { tags }) => {
  const entries = isMap(tags) ? Object.entries(tags) : [];
  const wanted = entries.filter(([, value]) => value !== null);
  const gone = entries.filter(([, value]) => value === null);
  const has = (key: string) =>
    tables.first('SELECT 1 FROM tags WHERE app = ? AND key = ?', app.id, key) !== undefined;
  const tooMany = () => {
    const added = wanted.filter(([key]) => !has(key)).length;
    const removed = gone.filter(([key]) => has(key)).length;
    const after = count(tables, 'SELECT count(*) FROM tags WHERE app = ?', app.id) + added - removed;
    if (after <= maxTags) return undefined;
    return refuse('LimitExceeded.ResourceAttachedTags', 'TAG-1', `An app carries at most ${maxTags} tags.`);
  };
  return carryOut(firstRefusal(wanted, illegalTag) ?? tooMany(), () => {
    for (const [key] of gone) tables.run('DELETE FROM tags WHERE app = ? AND key = ?', app.id, key);
    for (const [key, value] of wanted) {
      tables.run('INSERT OR REPLACE INTO tags VALUES (?, ?, ?)', app.id, key, String(value));
    }
  });
});

export const tagActions: Readonly<Record<string, Action>> = { ModifyResourceTags: modifyTags };

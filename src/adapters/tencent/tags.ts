/** The tags of apps (TAG-1), by the Tag service (API 3.0 of Tag, version 2018-08-13). */
import { emptyMap, type MutableMap } from '../../json.ts';
import type { Tencent } from './adapter-options.ts';
import { hide, reading, type Sheet, show } from './read-sheet.ts';
import { patienceOf, untilShown } from './read-shown.ts';
import { askCloud, batches, field, mapsIn, strange, textIn, Unread } from './read-wire.ts';
import { appResource, sdkAppIdIn } from './resource.ts';

const perCall = 10; // resources of one GetResources
const maxPages = 100;

/** SDKAppID → its tags. */
type Tags = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads the tags of apps into the sheet: an app without any has an empty body. */
export async function readTags(tencent: Tencent, apps: readonly string[], sheet: Sheet): Promise<void> {
  const deadline = patienceOf(tencent.pace);
  await Promise.all(batches(apps, perCall).map((some) => readSome(tencent, some, sheet, deadline)));
}

/** Some apps with one call, or, where Tencent refuses that because of one of them, each by itself. */
async function readSome(
  tencent: Tencent,
  apps: readonly string[],
  sheet: Sheet,
  deadline: number,
): Promise<void> {
  try {
    await showTags(tencent, apps, sheet, deadline);
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    if (apps.length === 1) return hide(sheet, ['apps', apps[0] ?? '', 'tags'], error.message);
    const alone = apps.map((app) =>
      reading(sheet, [['apps', app, 'tags']], () => showTags(tencent, [app], sheet, deadline)),
    );
    await Promise.all(alone);
  }
}

async function showTags(
  tencent: Tencent,
  apps: readonly string[],
  sheet: Sheet,
  deadline: number,
): Promise<void> {
  const { memory, pace } = tencent;
  const isExpected = apps.some((app) => memory.tags.has(app));
  const late = (tags: Tags) => apps.filter((app) => !showsWritten(memory.tags.get(app), tags.get(app)));
  const { value } = await untilShown(
    pace,
    deadline,
    () => tagsOf(tencent, apps),
    isExpected ? (tags) => late(tags).length === 0 : undefined,
  );
  for (const app of late(value)) {
    sheet.notices.add(
      `The Tag service did not show within a minute what was written of the tags of app ${app}. They are taken to be as it shows them; read them again later.`,
    );
  }
  for (const app of apps) {
    memory.tags.delete(app);
    show(sheet, 'tags', ['apps', app, 'tags'], value.get(app) ?? emptyMap());
  }
}

function showsWritten(
  written: ReadonlyMap<string, string | null> | undefined,
  tags: Readonly<Record<string, string>> = {},
): boolean {
  return [...(written ?? [])].every(([key, value]) => (tags[key] ?? null) === value);
}

/** The tags of at most ten apps. Those of the system, which nobody can change, are none of ours. @throws Unread */
export async function tagsOf({ account, cloud }: Tencent, apps: readonly string[]): Promise<Tags> {
  const found = new Map(apps.map((app): [string, MutableMap<string>] => [app, emptyMap<string>()]));
  const request = { ResourceList: apps.map((app) => appResource(account, app)) };
  let token = '';
  for (let page = 1; page <= maxPages; page++) {
    const more = token === '' ? {} : { PaginationToken: token };
    const answer = await askCloud(cloud, 'tag', 'GetResources', { ...request, ...more });
    for (const mapping of mapsIn(answer, 'ResourceTagMappingList')) {
      const tags = found.get(sdkAppIdIn(textIn(mapping, 'Resource')) ?? '');
      for (const tag of mapsIn(mapping, 'Tags')) {
        if (tags && field(tag, 'Category') !== 'System')
          tags[textIn(tag, 'TagKey')] = textIn(tag, 'TagValue');
      }
    }
    const next = field(answer, 'PaginationToken');
    if (next === undefined || next === '') return found;
    token = textIn(answer, 'PaginationToken');
  }
  throw strange('PaginationToken', `goes on after ${maxPages} pages`);
}

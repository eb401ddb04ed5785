/** `npm run uncited`: the rules of the console that no test's title cites. Exits with 1 when there are any. */
import { execFileSync } from 'node:child_process';
import { rules } from '../src/catalog/index.ts';

/** Rules that a declared configuration can break; statistics and development tools are only looked at. */
const families = ['APP', 'EDN', 'PSH', 'TAG', 'RTC', 'MSG', 'FRD', 'FLD', 'GRP', 'ACC', 'GRM', 'WHK'];

/** Rules of these families that no configuration can break, each with the reason. */
const outOfReach: Readonly<Record<string, string>> = {
  'APP-6': 'the status of a TRTC trial app is set by its administrator, and nothing tells such an app apart',
  'EDN-2': 'friends are made by users',
  'EDN-3': 'groups are joined by users',
  'EDN-6': 'a peak of use, and a price beyond it',
  'EDN-7': 'a peak of use, and a price beyond it',
  'EDN-9': 'what an edition comes with; that Call is added to it is RTC-1 to RTC-3',
  'TAG-2': 'the making of tags belongs to the Tag console',
  'TAG-3': 'what a sub-account sees; CAM-8 says so of a policy by tag',
  'ACC-6': 'exporting is an act and leaves nothing',
  'GRM-5': 'sending a message is an act and leaves nothing',
  'WHK-5': 'downloading a certificate is an act and leaves nothing',
};

const listed = execFileSync('npx', ['vitest', 'list', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
interface Listed {
  readonly name: string;
  readonly file: string;
}
// Tests of the catalogue only hold that its data is well formed: they would not notice a broken rule.
// Nor would those that print each rule.
const titles = (JSON.parse(listed.slice(listed.indexOf('['))) as Listed[])
  .filter(({ file }) => !file.includes('/test/catalog/'))
  .map(({ name }) => name)
  .filter((name) => !name.startsWith('explain > knows the rule '));
const cited = new Set(titles.flatMap((title) => title.match(/\b[A-Z]{3}-\d+\b/g) ?? []));
const isInReach = (id: string) => families.includes(id.split('-')[0] ?? '') && !Object.hasOwn(outOfReach, id);
const uncited = rules.filter(({ id }) => isInReach(id) && !cited.has(id));
for (const { id, text } of uncited) console.log(`${id}: ${text}`);
console.log(
  uncited.length === 0
    ? `All rules are cited, in ${titles.length} titles.`
    : `${uncited.length} rules are not cited.`,
);
process.exitCode = uncited.length === 0 ? 0 : 1;

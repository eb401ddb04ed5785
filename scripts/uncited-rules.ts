/** `npm run uncited`: the rules of the console that no test's title cites. Exits with 1 when there are any. */
import { execFileSync } from 'node:child_process';
import { rules } from '../src/catalog/index.ts';

/** Rules that a declared configuration can break; statistics and development tools are only looked at. */
const families = ['APP', 'EDN', 'PSH', 'TAG', 'RTC', 'MSG', 'FRD', 'FLD', 'GRP', 'ACC', 'GRM', 'WHK'];

const listed = execFileSync('npx', ['vitest', 'list', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
interface Listed {
  readonly name: string;
  readonly file: string;
}
// Tests of the catalogue only hold that its data is well formed: they would not notice a broken rule.
const titles = (JSON.parse(listed.slice(listed.indexOf('['))) as Listed[])
  .filter(({ file }) => !file.includes('/test/catalog/'))
  .map(({ name }) => name);
const cited = new Set(titles.flatMap((title) => title.match(/\b[A-Z]{3}-\d+\b/g) ?? []));
const uncited = rules.filter(({ id }) => families.includes(id.split('-')[0] ?? '') && !cited.has(id));
for (const { id, text } of uncited) console.log(`${id}: ${text}`);
console.log(
  uncited.length === 0
    ? `All rules are cited, in ${titles.length} titles.`
    : `${uncited.length} rules are not cited.`,
);
process.exitCode = uncited.length === 0 ? 0 : 1;

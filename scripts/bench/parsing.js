// The seconds that the YAML library alone takes for the files of a folder and those below, in a process that has
// just started, as that of a plan has. Plain JavaScript: nothing is compiled first.
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseDocument } from 'yaml';

const [, , folder = '.'] = process.argv;
const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
const texts = names
  .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
  .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
const start = performance.now();
for (const text of texts) parseDocument(text);
console.log((performance.now() - start) / 1000);

// The outputs of a step that has planned, one `name=value` a line: the digest and the counts of `plan --summary`.
import { readFileSync } from 'node:fs';

const summary = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const names = ['digest', 'add', 'change', 'destroy', 'refused', 'denied', 'drifted'];
process.stdout.write(names.map((name) => `${name}=${summary[name]}\n`).join(''));

// The outputs of a step that has planned, one `name=value` a line: the digest and the counts of a saved plan.
import { readFileSync } from 'node:fs';

const { digest, summary } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const lines = [`digest=${digest}`];
for (const name of ['add', 'change', 'destroy', 'refused', 'drifted']) lines.push(`${name}=${summary[name]}`);
process.stdout.write(`${lines.join('\n')}\n`);

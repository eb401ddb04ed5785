/** `chatform init`: a first project that plans and applies as it is. Nothing that exists is overwritten. */

import fs from 'node:fs';
import path from 'node:path';
import { languageSchema } from '../catalog/schema.ts';
import { jsonText, printable } from '../printable.ts';
import { directoryOf } from './project.ts';
import { exitCodes, Failure, type Run } from './world.ts';

const project = `# yaml-language-server: $schema=./chatform.schema.json
chatform:
  version: 1
  account: "100000000001"  # the uin of your root account; identifiers are quoted
  console: {type: sandbox} # a console on this machine: nothing leaves it
`;

const app = `# yaml-language-server: $schema=../chatform.schema.json
apps:
  support: # a key of your own
    name: Support
    introduction: Where customers meet the support team
    messages:
      recallSeconds: 120
      syncConversationDeletion: true
    friends:
      verification: require-verification
`;

/** What git must not keep: state, the sandbox, and what is made anew. */
const ignored = '.chatform/';

export const run: Run = async ({ options }, world) => {
  const directory = directoryOf(options, world);
  const files = [
    ['chatform.yaml', project],
    ['apps/support.yaml', app],
  ] as const;
  const taken = ['chatform.yml', ...files.map(([name]) => name)].filter((name) =>
    fs.existsSync(path.join(directory, name)),
  );
  if (taken.length > 0)
    throw new Failure(`${directory} has ${taken.join(' and ')} already; nothing was written.`);
  // The large one first: where the disk is full, nothing is left that a second `init` would refuse. `chatform.yaml` last.
  const schema = 'chatform.schema.json';
  write(path.join(directory, schema), `${JSON.stringify(languageSchema(), null, 2)}\n`);
  const ignoring = ignore(path.join(directory, '.gitignore')) ? ['.gitignore'] : [];
  for (const [name, text] of [...files].reverse()) write(path.join(directory, name), text);
  const wrote = [...files.map(([name]) => name), schema, ...ignoring];
  if (options.json) {
    world.print(`${jsonText({ directory, wrote }, 0)}\n`);
    return exitCodes.done;
  }
  const where = options.directory === '.' ? '' : ` -C ${options.directory}`;
  world.print(
    `Wrote ${wrote.join(', ')} in ${directory}.\n` +
      `Next: chatform plan${where}   shows what would change\n` +
      `      chatform apply${where}  carries it out on the sandbox\n`,
  );
  return exitCodes.done;
};

/** @throws Failure */
function write(file: string, text: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { flag: file.endsWith('.yaml') ? 'wx' : 'w' });
  } catch (error) {
    throw new Failure(`${printable(file)} cannot be written: ${(error as Error).message}`);
  }
}

/** Adds our folder to a .gitignore, if it is not in there; says whether it did. */
function ignore(file: string): boolean {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  if (text.split(/\r?\n/).some((line) => line.trim() === ignored || line.trim() === '.chatform'))
    return false;
  write(file, text === '' || text.endsWith('\n') ? `${text}${ignored}\n` : `${text}\n${ignored}\n`);
  return true;
}

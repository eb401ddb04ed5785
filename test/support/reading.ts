/** What holds for the reading of any text at all; and texts to try it on. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from '../../src/config/load.ts';
import type { Node } from '../../src/config/node.ts';
import { type Reading, read } from '../../src/config/read.ts';
import { scan } from '../../src/config/scan.ts';
import type { Diagnostic } from '../../src/model.ts';
import { head } from './configuration.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The YAML files of these folders of the project, by path. */
export function yamlFiles(...folders: string[]): { path: string; text: string }[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ path: name, text: readFileSync(path.join(root, name), 'utf8') }));
}

/** A tree as text: kinds, offsets, keys in their order, and values, of which -0 is not 0. */
export function outline(node: Node | undefined): string {
  if (!node) return 'nothing';
  const place = `${node.start}-${node.end}`;
  if (node.kind === 'list') return `${place} [${node.items.map(outline).join(', ')}]`;
  if (node.kind === 'scalar')
    return `${place} ${Object.is(node.value, -0) ? '-0' : JSON.stringify(node.value)}`;
  const entries = [...node.entries].map(
    ([name, { start, end, value }]) => `${start}-${end} ${JSON.stringify(name)}: ${outline(value)}`,
  );
  return `${place} {${entries.join(', ')}}`;
}

const told = ({ root, isRead, diagnostics }: Reading) =>
  JSON.stringify({ root: outline(root), isRead, diagnostics }, undefined, 1);

/** Why the two ways to read a text do not agree; undefined when they do, also by the fast one leaving it to the other. */
export function disagreement(text: string): string | undefined {
  const file = { path: 'lobby.yaml', text };
  const quick = read(file);
  const library = read(file, () => undefined);
  const wrong = [...quick.diagnostics, ...library.diagnostics].find((one) => !hasPlace(one));
  if (wrong) return `no place: ${JSON.stringify(wrong)}`;
  const [is, should] = [told(quick), told(library)];
  return is === should ? undefined : `fast:\n${is}\nlibrary:\n${should}`;
}

/** True for a text that the fast way reads. */
export function isScanned(text: string): boolean {
  return scan({ path: 'lobby.yaml', text }) !== undefined;
}

/** What is wrong with the loading of a text in every place of a configuration, if anything is. */
export function unloadable(text: string): string | undefined {
  const { desired, diagnostics } = load({
    files: [
      { path: 'chatform.yaml', text: head },
      { path: 'apps.yaml', text },
    ],
    environment: { path: 'environments/prod.yaml', text },
    given: [{ file: { path: 'values.yaml', text } }],
    env: {},
  });
  if ((desired === undefined) !== diagnostics.length > 0) return 'neither loaded nor refused with reasons';
  const said = diagnostics.map(({ source, message }) => JSON.stringify([source, message]));
  if (new Set(said).size !== said.length) return `said twice: ${said.join('\n')}`;
  const wrong = diagnostics.find((one) => one.severity === 'error' && !hasPlace(one));
  return wrong && `no place: ${JSON.stringify(wrong)}`;
}

function hasPlace({ source }: Diagnostic): boolean {
  if (!source) return false;
  const { line, column, endLine, endColumn, text } = source;
  const isForward = endLine > line || (endLine === line && endColumn >= column);
  return line >= 1 && column >= 1 && column <= text.length + 2 && isForward;
}

/** The files of a configuration: texts → trees. */
import type { Diagnostic } from '../model.ts';
import { type MapNode, placeOf } from './node.ts';
import { type Reading, read } from './read.ts';
import type { SourceFile } from './source.ts';
import type { GivenVariable, VariableSource } from './variables.ts';

/** What a configuration is made of, as text. */
export interface Input {
  /** `chatform.yaml` first, the others in the order of their paths. */
  readonly files: readonly SourceFile[];
  /** `environments/NAME.yaml`. */
  readonly environment?: SourceFile;
  /** `--var` and `--var-file`, in their order. */
  readonly given: readonly (GivenVariable | { readonly file: SourceFile })[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The files of a configuration as trees, not checked yet. */
export interface ReadFiles {
  readonly roots: readonly MapNode[];
  readonly environment: MapNode | undefined;
  readonly given: readonly VariableSource[];
  /** False where a part could not be read. */
  readonly isWhole: boolean;
  readonly unread: ReadonlySet<SourceFile>;
  readonly diagnostics: readonly Diagnostic[];
}

/** All files, read one by one. `readings`: those that were read before. */
export function readAll(input: Input, readings: ReadonlyMap<SourceFile, Reading> = new Map()): ReadFiles {
  let isWhole = true;
  const unread = new Set<SourceFile>();
  const diagnostics: Diagnostic[] = [];
  function readMap(file: SourceFile, what: string, keys: string): MapNode | undefined {
    const { root, isRead, diagnostics: found } = readings.get(file) ?? read(file);
    diagnostics.push(...found);
    isWhole &&= isRead;
    if (!isRead) unread.add(file);
    if (!root || root.kind === 'map') return root;
    const message = `${what} is a map of ${keys}`;
    diagnostics.push({ severity: 'error', message, source: placeOf(root) });
    isWhole = false;
    return undefined;
  }
  const readPart = (file: SourceFile) => readMap(file, 'a file of the configuration', 'keys such as `apps:`');
  const roots = input.files.map(readPart).filter((root) => root !== undefined);
  const environment = input.environment && readPart(input.environment);
  const given = input.given.flatMap((one): VariableSource[] => {
    if (!('file' in one)) return [one];
    const file = readMap(one.file, 'a file of variables', 'their names and values');
    return file ? [{ file }] : [];
  });
  return { roots, environment, given, isWhole, unread, diagnostics };
}

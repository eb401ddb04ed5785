/** Where an import's declarations go: new files for new apps, the files that there are for what they hold already. */
import { formatAddress } from '../address.ts';
import { completed } from './edit.ts';
import { child, type MapNode, type Node } from './node.ts';
import { printed } from './print.ts';
import { read } from './read.ts';
import type { SourceFile } from './source.ts';
import { maxFileBytes } from './syntax.ts';
import { type Addition, type Naming, type Placeholder, treeOf } from './tree.ts';

export interface WriteInput extends Naming {
  /** What is declared as a whole: `chatform.yaml` first. */
  readonly files: readonly SourceFile[];
  /** With `--env`, everything goes into its file: the other environments must not see it. */
  readonly environment?: SourceFile;
  readonly additions: readonly Addition[];
  /** True for a path, relative to the configuration, at which there is something. */
  readonly isTaken: (path: string) => boolean;
  /** The names of a list that is declared, for an environment that has to say it all again. */
  readonly namesAt: (segments: readonly string[]) => readonly string[];
}

export interface WrittenFile extends SourceFile {
  readonly isNew: boolean;
}

export interface Written {
  readonly files: readonly WrittenFile[];
  readonly placeholders: readonly Placeholder[];
  /** What could not be written, each with what to do. */
  readonly problems: readonly string[];
}

/** The files that declare the additions, as text. Nothing is written. */
export function writeAdditions(input: WriteInput): Written {
  const placeholders: Placeholder[] = [];
  const problems: string[] = [];
  const made = new Map<string, WrittenFile>();
  const header = schemaLine(input.files[0]?.text ?? '');

  const trees = (additions: readonly Addition[]) => {
    const { tree, placeholders: found } = treeOf(additions, input);
    return { tree, found };
  };

  /** A file of its own; of several, where one would be too large. */
  function create(name: string, groups: readonly (readonly Addition[])[]): void {
    const { tree, found } = trees(groups.flat());
    const path = freePath(name, (one) => made.has(one) || input.isTaken(one));
    const text = header(path) + printed(tree);
    if (Buffer.byteLength(text) > maxFileBytes / 2 && groups.length > 1) {
      const half = Math.ceil(groups.length / 2);
      create(name, groups.slice(0, half));
      create(name, groups.slice(half));
    } else if (Buffer.byteLength(text) > maxFileBytes) {
      problems.push(`${path} would be larger than 1 MiB: import less at a time, with --target`);
    } else {
      made.set(path, { path, text, isNew: true });
      placeholders.push(...found);
    }
  }

  /** Into a file that is there; in another one where it must not be touched, if that is allowed. */
  function complete(file: SourceFile, additions: readonly Addition[], isNew = false): void {
    const { tree, found } = trees(additions);
    const result = completed(file.text, tree);
    const isSmall = 'text' in result && Buffer.byteLength(result.text) <= maxFileBytes;
    if (isSmall) {
      made.set(file.path, { path: file.path, text: result.text, isNew });
      placeholders.push(...found);
      return;
    }
    if (!input.environment && wholes(additions).every((whole) => whole.some(isOfSharedMap))) {
      for (const [name, group] of groupBy(additions, fileName)) create(name, wholes(group));
      return;
    }
    const where = 'closed' in result ? `${formatAddress(result.closed)} in ${file.path}` : file.path;
    const why = 'closed' in result ? 'is shared by an anchor or no plain map' : 'would be larger than 1 MiB';
    problems.push(`${where} ${why}; add this by hand, and import again:\n${printed(tree)}`);
  }

  if (input.environment) {
    if (input.additions.length > 0)
      complete(input.environment, additionsForEnvironment(input, input.environment));
    return { files: [...made.values()], placeholders, problems };
  }
  const roots = input.files.map((file) => ({ file, root: mapOfFile(file) }));
  const byFile = groupBy(input.additions, (one) => fileWith(roots, one)?.path ?? '');
  for (const file of input.files) {
    const additions = byFile.get(file.path);
    if (additions) complete(file, additions);
  }
  for (const [name, group] of groupBy(byFile.get('') ?? [], fileName)) create(name, wholes(group));
  return { files: [...made.values()], placeholders, problems };
}

/** `apps/support.yaml` for what is in an app, `cam.yaml` for the rest. */
function fileName({ segments }: Addition): string {
  return segments[0] === 'apps' ? `apps/${segments[1]}.yaml` : `${segments[0]}.yaml`;
}

/** What has to stand in one file: an app, or a policy with whom it is attached to. */
function wholes(additions: readonly Addition[]): (readonly Addition[])[] {
  return [
    ...groupBy(additions, ({ segments }) =>
      formatAddress(segments.slice(0, segments[0] === 'apps' ? 2 : 3)),
    ).values(),
  ];
}

/** True for what two files may hold side by side: an entry of a family of an app, a policy. */
function isOfSharedMap({ kind, segments }: Addition): boolean {
  return kind.path[0] === 'apps' ? segments.length === 4 : segments.length === 3;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function freePath(name: string, isTaken: (path: string) => boolean): string {
  const stem = name.replace(/\.yaml$/, '');
  let path = name;
  for (let n = 2; isTaken(path); n++) path = `${stem}-${n}.yaml`;
  return path;
}

function mapOfFile(file: SourceFile): MapNode | undefined {
  const { root } = read(file);
  return root?.kind === 'map' ? root : undefined;
}

/** The file in which most of an addition's path stands already, at least its app, or `cam`. */
function fileWith(
  roots: readonly { file: SourceFile; root: MapNode | undefined }[],
  { segments }: Addition,
): SourceFile | undefined {
  const [least, ...deeper] = segments[0] === 'apps' ? [2, 3, 4] : [1, 2, 3, 4];
  for (const depth of [...deeper.reverse(), least]) {
    const found = roots.find(({ root }) => depth !== undefined && isAt(root, segments.slice(0, depth)));
    if (found && depth !== undefined && depth <= segments.length) return found.file;
  }
  return undefined;
}

function isAt(root: Node | undefined, path: readonly string[]): boolean {
  let here = root;
  for (const key of path) here = child(here, key);
  return here !== undefined;
}

/** A list of an environment replaces the one below it, so it has to name what that names as well. */
function additionsForEnvironment(input: WriteInput, environment: SourceFile): Addition[] {
  const root = mapOfFile(environment);
  const seen = new Set<string>();
  return input.additions.flatMap((one) => {
    const list = one.segments.slice(0, -1);
    const address = formatAddress(list);
    if (!one.kind.listed || seen.has(address)) return [one];
    seen.add(address);
    const names = isAt(root, list) ? [] : input.namesAt(list);
    return [...names.map((name) => ({ ...one, segments: [...list, name] })), one];
  });
}

/** The comment by which editors find the schema, for a file at another depth than `chatform.yaml`. */
function schemaLine(main: string): (path: string) => string {
  const schema = /^# yaml-language-server: \$schema=(\S+)[ \t]*\r?$/m.exec(main)?.[1];
  return (path) => {
    if (schema === undefined) return '';
    const isRelative = !/^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/)/.test(schema);
    const up = '../'.repeat(path.split('/').length - 1);
    const target = isRelative && up !== '' ? up + schema.replace(/^\.\//, '') : schema;
    return `# yaml-language-server: $schema=${target}\n`;
  };
}

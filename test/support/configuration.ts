import { type Input, type Loaded, load } from '../../src/config/load.ts';
import type { Diagnostic, Resource } from '../../src/model.ts';

/** The block that every configuration needs. */
export const head = 'chatform:\n  version: 1\n  account: "100000000001"\n';

type Files = Readonly<Record<string, string>>;

/** Loads files by path: `chatform.yaml` is `head` unless it is given, one of `environments/` is laid over. */
export function loadFiles(files: Files, more: Partial<Input> = {}): Loaded {
  const all = Object.entries({ 'chatform.yaml': head, ...files }).map(([path, text]) => ({ path, text }));
  const environment = all.find((file) => file.path.startsWith('environments/'));
  return load({
    files: all.filter((file) => file !== environment),
    ...(environment && { environment }),
    given: [],
    env: {},
    ...more,
  });
}

/** Diagnostics as `file:line:column message (RULE)`. */
export function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ source, message, rule }) => {
    const place = source ? `${source.file}:${source.line}:${source.column} ` : '';
    return `${place}${message}${rule === undefined ? '' : ` (${rule})`}`;
  });
}

/** What is said of these files. */
export function complaintsOf(files: Files, more: Partial<Input> = {}): string[] {
  return told(loadFiles(files, more).diagnostics);
}

/** A declared resource. @throws when there is none, with what is wrong instead */
export function resourceOf({ desired, diagnostics }: Loaded, address: string): Resource {
  const resource = desired?.resources.get(address);
  if (!resource) throw new Error(`no ${address}; ${told(diagnostics).join('; ')}`);
  return resource;
}

/** `file:line:column` of a path in a resource's body. */
export function placeIn(resource: Resource, ...path: string[]): string {
  const { file, line, column } = resource.locate(path);
  return `${file}:${line}:${column}`;
}

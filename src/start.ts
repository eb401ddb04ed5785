/**
 * What node starts. The program is bundled into parts, which are loaded when they are needed; beside a part is what
 * V8 has made of it, for the node that built it. Where that is missing, damaged or another node's, V8 compiles anew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** Put here by scripts/build.js: module → its part, and part → its file in dist/parts, without `.js`. */
declare const PARTS: {
  readonly modules: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
};

type Part = Readonly<Record<string, () => unknown>>;
type Wrapped = (exports: object, require: typeof load, module: object, folder: string) => void;

const folder = join(__dirname, 'parts');
const parts = new Map<string, Part>();
const modules = new Map<string, unknown>();

/** A module of the program, by the name that its part has for it; or one of node. */
export function load(id: string): unknown {
  const known = modules.get(id);
  if (known !== undefined) return known;
  const name = PARTS.modules[id];
  const found = name === undefined ? require(id) : partOf(name)[id]?.();
  modules.set(id, found);
  return found;
}

function partOf(name: string): Part {
  let part = parts.get(name);
  if (!part) {
    part = run(join(folder, PARTS.files[name] ?? name));
    parts.set(name, part);
  }
  return part;
}

/** What a part cannot do itself, being no file that node loaded. */
load.import = (url: string): Promise<unknown> => import(url);

function run(file: string): Part {
  // Of ASCII alone, so that no byte of it has to be decoded.
  const source = readFileSync(`${file}.js`, 'latin1');
  const cachedData = compiled(`${file}-${process.versions.v8}-${process.arch}.cache`);
  const script = new Script(source, {
    filename: `${file}.js`,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} as Part };
  (script.runInThisContext() as Wrapped)(module.exports, load, module, folder);
  return module.exports;
}

/** What V8 made of a part: it believes what it is handed, so that a damaged one must not come to it. */
function compiled(file: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const data = bytes.subarray(0, -4);
  return bytes.length > 4 && crc32(data) === bytes.readUInt32LE(data.length) ? data : undefined;
}

if (require.main === module) (load('src/cli.ts') as typeof import('./cli.ts')).run(process.argv.slice(2));

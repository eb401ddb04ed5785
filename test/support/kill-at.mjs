// Kills the process at one of its file-system calls, as a power cut or `kill -9` would, or lets the call fail:
//
//     KILL_BELOW=/some/folder KILL_AT=7 node --import ./test/support/kill-at.mjs program.js
//
// KILL_BELOW  count only calls on paths in this folder, and on files opened there
// KILL_AT     which call to die before, from 1; without it nobody dies
// KILL_HALF   set: when that call is a write, do half of it first
// KILL_WITH   ENOSPC, EIO, EROFS or EACCES: that call fails with it, and nobody dies
// KILL_STOP   set: at that call it is only stopped, until somebody sends SIGCONT
// KILL_ON     set: so do all calls after it, but that a full disk lets one remove files
// KILL_ONLY   a regular expression: count only calls on paths that it matches
// KILL_LOG    a file that gets one line for each counted call: number, name, path
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const { KILL_BELOW, KILL_AT, KILL_HALF, KILL_WITH, KILL_STOP, KILL_ON, KILL_ONLY, KILL_LOG } = process.env;
const below = path.resolve(KILL_BELOW ?? '.');
const original = { ...fs };
const promises = { ...fs.promises };
/** The paths of the open files that count, by descriptor. */
const opened = new Map();
let count = 0;
let inside = false;

const pathOf = (target) => {
  if (typeof target === 'number') return opened.get(target);
  const text = target instanceof URL ? target.pathname : String(target);
  const full = path.resolve(text);
  const isBelow = full === below || full.startsWith(below + path.sep);
  return isBelow && (KILL_ONLY === undefined || new RegExp(KILL_ONLY).test(full)) ? full : undefined;
};

const die = () => {
  process.kill(process.pid, KILL_STOP ? 'SIGSTOP' : 'SIGKILL');
  while (!KILL_STOP);
};

/** Codes as on Linux, and what the system says of them. */
const errors = {
  ENOSPC: [-28, 'no space left on device'],
  EIO: [-5, 'i/o error'],
  EROFS: [-30, 'read-only file system'],
  EACCES: [-13, 'permission denied'],
};

const fail = (name, target) => {
  const [errno, text] = errors[KILL_WITH];
  const message = `${KILL_WITH}: ${text}, ${name} '${target}'`;
  throw Object.assign(new Error(message), { errno, code: KILL_WITH, syscall: name, path: target });
};

const removes = ['unlink', 'rm', 'rmdir', 'truncate', 'ftruncate'];

/** Counts a call. `half` writes half of what the call would write. @throws what KILL_WITH says */
const visit = (name, target, half) => {
  if (inside || target === undefined) return;
  count++;
  if (KILL_LOG) original.appendFileSync(KILL_LOG, `${count} ${name} ${target}\n`);
  if (KILL_ON && count > Number(KILL_AT)) {
    if (KILL_WITH !== 'ENOSPC' || !removes.includes(name)) fail(name, target);
    return;
  }
  if (count !== Number(KILL_AT)) return;
  if (KILL_HALF) {
    if (!half) return;
    half();
  }
  if (KILL_WITH) fail(name, target);
  die();
};

/** Keeps calls that Node makes within one of its own from being counted again. */
const within = (run) => {
  const before = inside;
  inside = true;
  try {
    return run();
  } finally {
    inside = before;
  }
};

const asBytes = (data, encoding) =>
  typeof data === 'string'
    ? Buffer.from(data, typeof encoding === 'string' ? encoding : 'utf8')
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** Half of the bytes that write(fd, data, …) would write. */
const halfOfWrite = (fd, [data, a, b, c]) => {
  if (typeof data === 'string') {
    const bytes = asBytes(data, b);
    original.writeSync(fd, bytes, 0, bytes.length >> 1, typeof a === 'number' ? a : null);
    return;
  }
  const offset = typeof a === 'object' && a !== null ? (a.offset ?? 0) : typeof a === 'number' ? a : 0;
  const length = (typeof a === 'object' && a !== null ? a.length : b) ?? data.byteLength - offset;
  original.writeSync(fd, asBytes(data), offset, length >> 1, typeof c === 'number' ? c : null);
};

/** Half of the file that writeFile(file, data, …) would write. */
const halfOfFile = (file, [data, options]) => {
  const bytes = asBytes(data, typeof options === 'object' ? options?.encoding : options);
  original.writeFileSync(
    file,
    bytes.subarray(0, bytes.length >> 1),
    typeof options === 'object' ? options : {},
  );
};

const halves = {
  write: halfOfWrite,
  writeFile: halfOfFile,
  appendFile: (file, [data, options]) =>
    halfOfFile(file, [data, { ...(typeof options === 'object' ? options : {}), flag: 'a' }]),
};

/** The path that a call changes: where a name appears or goes, in preference to where it comes from. */
const targetOf = (name, args) =>
  ['rename', 'link', 'symlink', 'copyFile', 'cp'].includes(name)
    ? (pathOf(args[1]) ?? pathOf(args[0]))
    : pathOf(args[0]);

const before = (name, args) => {
  const half = halves[name];
  visit(name, targetOf(name, args), half && (() => half(args[0], args.slice(1))));
};

const names = ['open', 'write', 'writev', 'fsync', 'fdatasync', 'rename', 'link', 'symlink', 'unlink', 'rm'];
names.push(
  'rmdir',
  'mkdir',
  'truncate',
  'ftruncate',
  'writeFile',
  'appendFile',
  'copyFile',
  'cp',
  'chmod',
  'utimes',
);

for (const name of names) {
  const sync = original[`${name}Sync`];
  if (sync) {
    fs[`${name}Sync`] = (...args) => {
      before(name, args);
      const result = within(() => sync(...args));
      if (name === 'open' && pathOf(args[0])) opened.set(result, pathOf(args[0]));
      return result;
    };
  }
  const callback = original[name];
  if (callback) {
    fs[name] = (...args) => {
      const done = args.at(-1);
      try {
        before(name, args);
      } catch (error) {
        process.nextTick(done, error);
        return undefined;
      }
      if (name === 'open' && typeof done === 'function' && pathOf(args[0])) {
        args[args.length - 1] = (error, fd) => {
          if (!error) opened.set(fd, pathOf(args[0]));
          done(error, fd);
        };
      }
      return within(() => callback(...args));
    };
  }
  const promise = promises[name];
  if (promise) {
    fs.promises[name] = async (...args) => {
      before(name, args);
      const result = await within(() => promise(...args));
      if (name === 'open' && pathOf(args[0])) watchHandle(result, pathOf(args[0]));
      return result;
    };
  }
}

fs.closeSync = (fd) => {
  opened.delete(fd);
  return original.closeSync(fd);
};
fs.close = (fd, ...rest) => {
  opened.delete(fd);
  return original.close(fd, ...rest);
};

/** The methods of a FileHandle, under the names of the calls that they make. */
const handleCalls = { write: 'write', writeFile: 'write', appendFile: 'write', writev: 'writev' };
Object.assign(handleCalls, { sync: 'fsync', datasync: 'fdatasync', truncate: 'ftruncate' });

function watchHandle(handle, target) {
  for (const [method, name] of Object.entries(handleCalls)) {
    const run = handle[method].bind(handle);
    handle[method] = (...args) => {
      const half = name === 'write' && (() => halfOfWrite(handle.fd, method === 'write' ? args : [args[0]]));
      visit(name, target, half || undefined);
      return within(() => run(...args));
    };
  }
}

syncBuiltinESMExports();

/** Files that are read because a configuration names them: regular ones, and none outside of its directory. */
import fs from 'node:fs';
import path from 'node:path';

/** A file once links are followed, with its size in bytes, or why it is not to be read. */
export type Found = { readonly real: string; readonly size: number } | { readonly problem: string };

/** Follows a file's links; with `inside`, a directory whose own path has no links, only to what lies in it. */
export function fileInside(file: string, inside?: string): Found {
  try {
    const real = fs.realpathSync(file);
    const stat = fs.statSync(real);
    if (stat.isDirectory() && fs.lstatSync(file).isSymbolicLink())
      return { problem: 'a symbolic link to a folder is not followed; put its files here' };
    if (inside !== undefined && !real.startsWith(inside + path.sep))
      return { problem: "a link that leaves the configuration's directory; copy the file into it" };
    if (stat.isDirectory()) return { problem: 'a folder with the name of a file; rename it' };
    if (!stat.isFile()) return { problem: 'not a regular file' };
    return { real, size: stat.size };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

/** Why something could not be read, for people. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'is not there, or is a link to nothing';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  if (code === 'ELOOP') return 'is a link that leads back to itself';
  return `cannot be read: ${message}`;
}

// Stamps: a step is skipped when the hash of all that it reads equals the hash it wrote down last time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './run.mjs';

/** All files below a folder, sorted; a path to a file gives itself; a missing one gives nothing. */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap((name) => filesBelow(join(path, name)));
}

/** SHA-256 over names (from the root on) and contents of files and folders, and over any further texts. */
export function hashOf(paths, ...texts) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesBelow)) hash.update(`${relative(root, path)}\0`).update(readFileSync(path)).update('\0');
  for (const text of texts) hash.update(`${text}\0`);
  return hash.digest('hex');
}

/** Whether the stamp was written for this very hash. */
export const isFresh = (stamp, hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/** Writes the stamp down, after the step has succeeded. */
export function writeStamp(stamp, hash) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

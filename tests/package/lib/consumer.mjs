// A consumer project: a copy of consumers/<name> below target/, with the packed tarball installed into it by npm.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packagePaths } from '../../../scripts/lib/package.mjs';
import { root } from '../../../scripts/lib/run.mjs';

const consumers = fileURLToPath(new URL('../consumers', import.meta.url));
const runFile = promisify(execFile);

/** Makes the project and installs the tarball, with no network and no scripts; gives the project's folder. */
export async function install(name) {
  const folder = join(root, 'target', 'package-tests', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(consumers, name), folder, { recursive: true });
  const args = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', packagePaths().tarball];
  await runFile('npm', args, { cwd: folder });
  return folder;
}

/** Runs Node in a project and parses what it prints. */
export async function node(folder, ...args) {
  const { stdout } = await runFile(process.execPath, args, { cwd: folder });
  return JSON.parse(stdout);
}

/** Runs a program of the root devDependencies; a failure shows all that it printed. */
export async function tool(folder, path, ...args) {
  try {
    return await runFile(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: folder });
  } catch (error) {
    throw new Error(`${path} failed:\n${error.stdout}\n${error.stderr}`);
  }
}

// npm run reproduce: builds the npm package twice from nothing, in two folders with two target directories, and asserts
// that both tarballs are the same bytes. Prints their SHA-256, which anybody who builds this commit with the same tools
// has to get too. With `--against <tarball>` it also compares with a tarball that was published or built before.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { packagePaths } from '../lib/package.mjs';
import { Stop, ask, must, root, runMain, say, since, steps } from '../lib/run.mjs';
import { needCompilers, needNodeModules } from '../lib/tools.mjs';

const rooms = join(root, 'target', 'reproduce');
// Of different lengths and depths, so that a folder's name cannot hide in a length or an alignment.
const FOLDERS = ['a', join('another', 'folder', 'for-the-second-build')];

/** The files of a tarball and their hashes, by path; from the ustar format (POSIX.1-1988). */
export function contentsOf(tarball) {
  const archive = gunzipSync(tarball);
  const text = (at, length) => archive.subarray(at, at + length).toString('latin1').split('\0')[0];
  const files = {};
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = parseInt(text(at + 124, 12), 8);
    const path = [text(at + 345, 155), text(at, 100)].filter(Boolean).join('/');
    if (text(at + 156, 1) === '0' || text(at + 156, 1) === '') files[path] = sha256(archive.subarray(at + 512, at + 512 + size));
    at += 512 * (1 + Math.ceil(size / 512));
  }
  return files;
}

/** What two tarballs differ in: a sentence for each file, and one where only the wrapping differs. */
export function differencesOf(one, two) {
  if (one.equals(two)) return [];
  const [first, second] = [contentsOf(one), contentsOf(two)];
  const paths = [...new Set([...Object.keys(first), ...Object.keys(second)])].sort();
  const differing = paths.filter((path) => first[path] !== second[path]);
  const how = (path) => (path in first ? (path in second ? 'differs' : 'is only in the first') : 'is only in the second');
  return differing.length > 0 ? differing.map((path) => `${path} ${how(path)}`) : ['every file is the same, but not how they are packed'];
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async (args) => {
    if (args.length > 0 && (args[0] !== '--against' || args.length !== 2)) throw new Stop('the one flag is `--against <tarball>`.');
    const step = steps(2 + FOLDERS.length);
    step('tools');
    await needCompilers();
    await needNodeModules();
    rmSync(rooms, { recursive: true, force: true });
    const tarballs = [];
    for (const folder of FOLDERS) {
      step(`clean build in target/reproduce/${folder}`);
      tarballs.push(await cleanBuild(join(rooms, folder)));
    }
    step('compare');
    const against = args[1] && readFileSync(args[1]);
    const problems = [...differencesOf(...tarballs), ...(against ? differencesOf(tarballs[0], against).map((each) => `${args[1]}: ${each}`) : [])];
    if (problems.length > 0) throw new Stop(`the builds are not the same:\n  ${problems.join('\n  ')}`);
    say(`the same ${tarballs[0].length} bytes, sha256 ${sha256(tarballs[0])}`);
    rmSync(rooms, { recursive: true, force: true });
  });
}

/** Copies the sources as git knows them, builds them with a target directory of their own, and gives the tarball. */
async function cleanBuild(folder) {
  const start = performance.now();
  const listed = ask('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (!listed) throw new Stop('`git ls-files` failed: the clean build copies what git knows.');
  for (const file of listed.split('\0').filter((each) => each && existsSync(join(root, each)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  // Tools of the locked versions, which leave nothing of themselves in what they make.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  await must(process.execPath, ['scripts/build.mjs'], { cwd: folder, env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target', 'cargo') } });
  say(`built in ${since(start)}`);
  const { version } = packagePaths();
  return readFileSync(join(folder, 'target', 'npm', `cardseal-${version}.tgz`));
}

// Bad builds on purpose: a copy of the sources below target/, spoiled by a small edit, built as the product is, and put
// to the same tests. A test that a bad build passes proves nothing about a good one.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stop, ask, root } from '../../../scripts/lib/run.mjs';

// One place for every build: what cargo compiled of others' crates is good for the next one.
const tree = join(root, 'target', 'controls', 'tree');
const targetDir = join(root, 'target', 'controls', 'cargo');
const NEEDED = /^(crates|fuzz|tests|scripts|pkg-template|www\/lib|Cargo\.|package|LICENSE|rustfmt|clippy|\.npmrc|\.cargo)/;

/**
 * Builds the sources with these edits, `[{ file, from, to }]`, and runs test files of tests/package on the result. Gives
 * for each `{ passed, failed: [{ name, actual }] }`, where `actual` is the number that an assertion met, or null.
 */
export async function judgeBuild(edits, testFiles) {
  freshTree();
  for (const edit of edits) spoil(edit);
  const built = await output(process.execPath, ['scripts/build.mjs']);
  if (built.code !== 0) throw new Stop(`a bad build has to be built before it can be judged:\n${built.text.slice(-3000)}`);
  const results = [];
  for (const file of testFiles) results.push(resultsOf((await output(process.execPath, ['--test', '--test-reporter=tap', join('tests', 'package', file)])).text));
  return results;
}

/**
 * Builds the sources with these edits and runs Rust tests, `cargo test` with these arguments. Gives how many passed and
 * the names of those that did not.
 */
export async function judgeCrate(edits, args) {
  freshTree();
  for (const edit of edits) spoil(edit);
  const { text } = await output('cargo', ['test', '--locked', ...args]);
  const results = [...text.matchAll(/^test (\S+) \.\.\. (ok|FAILED)$/gm)];
  if (results.length === 0) throw new Stop(`a bad build has to be built before it can be judged:\n${text.slice(-3000)}`);
  const failed = results.filter(([, , verdict]) => verdict === 'FAILED').map(([, name]) => name);
  return { passed: results.length - failed.length, failed };
}

/** The edits of the first way whose every place is in the sources as they are. */
export function fitting(ways, name) {
  const found = ways.find((edits) => edits.every(({ file, from }) => existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8').split(from).length === 2));
  if (!found) throw new Stop(`the control '${name}' no longer fits the sources: its text is not there exactly once. Anchor it anew in tests/controls/controls.test.mjs.`);
  return found;
}

/** The results in TAP (version 13) as Node writes it: the innermost tests, with the figure of a failed comparison. */
export function resultsOf(tap) {
  const blocks = tap.split(/^(?=\s*(?:not )?ok \d+ - )/m).slice(1);
  const leaves = blocks.filter((block) => !/type: 'suite'|subtestsFailed/.test(block));
  const failed = leaves.filter((block) => block.trimStart().startsWith('not ok'));
  const figure = (block) => /^\s*actual: (\d+)$/m.exec(block)?.[1];
  return {
    passed: leaves.length - failed.length,
    failed: failed.map((block) => ({ name: /ok \d+ - (.*)/.exec(block)[1], actual: figure(block) ? Number(figure(block)) : null })),
  };
}

function freshTree() {
  rmSync(tree, { recursive: true, force: true });
  const listed = ask('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (!listed) throw new Stop('`git ls-files` failed: the copy holds what git knows.');
  for (const file of listed.split('\0').filter((each) => NEEDED.test(each) && existsSync(join(root, each)))) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    copyFileSync(join(root, file), join(tree, file));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
}

function spoil({ file, from, to }) {
  const path = join(tree, file);
  const [before, after, ...more] = readFileSync(path, 'utf8').split(from);
  if (after === undefined || more.length > 0) throw new Stop(`${file} does not hold '${from}' exactly once.`);
  writeFileSync(path, before + to + after);
}

// `NODE_TEST_CONTEXT` would make the inner test runner report to this one.
function output(command, args) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: tree, env: { ...env, CARGO_TARGET_DIR: targetDir }, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text: Buffer.concat(chunks).toString() }));
  });
}

// Checks of the files themselves, each of which counts as one test: scripts parse, source files stay short, `unsafe` is
// nowhere but where it has to be, and the lock files pin exact versions without naming any machine's own package source.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, root, runMain } from './lib/run.mjs';
import { unsafeProblems } from './lib/unsafe.mjs';

const LONGEST = 400;

await runMain(() => {
  const files = ask('git', ['ls-files', '--cached', '--others', '--exclude-standard']).split('\n');
  const tracked = files.filter((file) => existsSync(join(root, file)));
  const problems = [...unparsable(tracked), ...tooLong(tracked), ...unsafe(tracked), ...looseNpm(), ...foreignCargo()];
  for (const problem of problems) console.error(problem);
  console.log(`checked ${tracked.length} files: ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
});

function unparsable(files) {
  const isScript = (file) => /\.(mjs|js)$/.test(file);
  const isShell = (file) => file === '.ci/run' || file === 'scripts/wasm-toolchain' || file.endsWith('.sh');
  const parses = (file) => ask(...(isShell(file) ? ['bash', ['-n', file]] : [process.execPath, ['--check', file]]), { inheritErrors: true }) !== null;
  return files.filter((file) => isScript(file) || isShell(file)).filter((file) => !parses(file)).map((file) => `${file}: does not parse`);
}

function tooLong(files) {
  const counted = files.filter((file) => /\.(rs|mjs|js|css)$/.test(file) && !/(^|\/)tests?(\/|\.)/.test(file));
  const lines = (file) => readFileSync(join(root, file), 'utf8').split('\n').length;
  return counted.filter((file) => lines(file) > LONGEST).map((file) => `${file}: ${lines(file)} lines, more than ${LONGEST}`);
}

function unsafe(files) {
  const rust = files.filter((file) => /\.rs$|(^|\/)Cargo\.toml$/.test(file));
  return unsafeProblems(rust.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })));
}

function looseNpm() {
  const { devDependencies, dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const loose = Object.entries({ ...devDependencies, ...dependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const named = Object.entries(packages).filter(([path, entry]) => path && entry.resolved);
  return [
    ...loose.map(([name, version]) => `package.json: ${name} is not at one exact version (${version})`),
    ...named.map(([path]) => `package-lock.json: ${path} names where it was downloaded from`),
  ];
}

function foreignCargo() {
  const sources = readFileSync(join(root, 'Cargo.lock'), 'utf8').matchAll(/^source = "(.+)"$/gm);
  const official = 'registry+https://github.com/rust-lang/crates.io-index';
  const foreign = new Set([...sources].map(([, source]) => source).filter((source) => source !== official));
  return [...foreign].map((source) => `Cargo.lock: ${source} is not the public crate index`);
}

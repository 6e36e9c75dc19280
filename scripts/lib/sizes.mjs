// Sizes of the built package: each shipped file, and what a shopper downloads.
import { readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { npmFolder } from './package.mjs';
import { filesBelow } from './stamp.mjs';
import { isPlain } from './wasm.mjs';

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } };

/** `{ raw, gzip, brotli }` in bytes, gzip at 9 and brotli at 11. */
export function sizesOf(bytes) {
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, brotli).length };
}

// KB that a module takes more where the source of the standard library was missing.
const PLAIN = 6;

/**
 * What a page downloads: each way into the package with the modules of which it loads one, and what it may take, in KB
 * of brotli. The limits follow downwards what it does take.
 */
const ENTRIES = [
  { name: 'a card form', entry: 'index.js', modules: ['cardseal', 'cardseal-fused'], limit: 21 },
  { name: 'encryption alone', entry: 'seal.js', modules: ['seal', 'seal-fused'], limit: 12 },
];

/** The same in one file, as it is shipped, both languages included. */
const ONE_FILE = [
  { name: 'a card form, in one file', file: 'inline.js', limit: 23 },
  { name: 'encryption alone, in one file', file: 'seal-inline.js', limit: 13 },
];

/** `{ name, limit, sum }` for each one-file build. */
export function oneFileDownloads(folder) {
  return ONE_FILE.map(({ name, file, limit }) => ({ name, limit: limit + allowance(), sum: sizesOf(readFileSync(join(folder, file))) }));
}

/**
 * `{ name, limit, javascript, wasm, sum }` for each way into the package: JavaScript bundled and minified, with one
 * language; the larger one of the modules.
 */
export async function downloads(folder) {
  return Promise.all(ENTRIES.map(async ({ name, entry, modules, limit }) => {
    const javascript = sizesOf(await minified(join(folder, entry)));
    const all = modules.map((module) => sizesOf(readFileSync(join(folder, 'wasm', `${module}.wasm`))));
    const wasm = all.reduce((one, two) => (one.brotli > two.brotli ? one : two));
    const sum = Object.fromEntries(Object.keys(wasm).map((key) => [key, wasm[key] + javascript[key]]));
    return { name, limit: limit + allowance(), javascript, wasm, sum };
  }));
}

function allowance() {
  return isPlain(join(npmFolder, 'modules')) ? PLAIN : 0;
}

/** Prints one line for each JavaScript and wasm file of the package, what a page downloads, and the tarball. */
export async function printSizes({ folder, tarball }) {
  const shipped = filesBelow(folder).filter((path) => /\.(js|mjs|wasm)$/.test(path));
  const line = (name, { raw, gzip, brotli: br }) => {
    console.log(`  ${name.padEnd(44)} ${[raw, gzip, br].map((n) => n.toLocaleString('en').padStart(9)).join(' ')}`);
  };
  console.log(`\n  ${'bytes'.padEnd(44)} ${['raw', 'gzip', 'brotli'].map((text) => text.padStart(9)).join(' ')}`);
  for (const path of shipped) line(relative(folder, path), sizesOf(readFileSync(path)));
  for (const { name, limit, javascript, sum } of await downloads(folder)) {
    line(`${name}: JavaScript, bundled, minified`, javascript);
    line(`${name}: with its wasm`, sum);
    console.log(`  ${''.padEnd(44)} limit ${limit} KB`);
  }
  for (const { name, limit, sum } of oneFileDownloads(folder)) {
    line(name, sum);
    console.log(`  ${''.padEnd(44)} limit ${limit} KB`);
  }
  console.log(`  tarball ${statSync(tarball).size.toLocaleString('en')} bytes: ${tarball}`);
}

// A language is loaded by itself when it is asked for, so it is no part of the bundle.
async function minified(entry) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [entry], bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, splitting: true,
    outdir: 'out', external: ['node:*'], logLevel: 'error',
  });
  return result.outputFiles.find(({ path }) => path.endsWith(basename(entry))).contents;
}

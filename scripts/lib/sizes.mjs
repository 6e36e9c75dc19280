// Sizes of the built package: each shipped file, and what a shopper downloads.
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { entryOf } from './package.mjs';
import { filesBelow } from './stamp.mjs';

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } };

/** `{ raw, gzip, brotli }` in bytes, gzip at 9 and brotli at 11. */
export function sizesOf(bytes) {
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, brotli).length };
}

/** Prints one line for each JavaScript and wasm file of the package, the bundled sum, and the tarball. */
export async function printSizes({ folder, tarball }) {
  const shipped = filesBelow(folder).filter((path) => /\.(js|mjs|wasm)$/.test(path));
  const line = (name, { raw, gzip, brotli: br }) => {
    console.log(`  ${name.padEnd(34)} ${[raw, gzip, br].map((n) => n.toLocaleString('en').padStart(9)).join(' ')}`);
  };
  console.log(`\n  ${'bytes'.padEnd(34)} ${['raw', 'gzip', 'brotli'].map((text) => text.padStart(9)).join(' ')}`);
  for (const path of shipped) line(relative(folder, path), sizesOf(readFileSync(path)));
  const javascript = sizesOf(await minified(folder));
  const wasm = sizesOf(readFileSync(join(folder, 'wasm', 'cardseal_bg.wasm')));
  const sum = Object.fromEntries(Object.keys(wasm).map((key) => [key, wasm[key] + javascript[key]]));
  line('all JavaScript, bundled, minified', javascript);
  line('that + wasm = one page download', sum);
  console.log(`  tarball ${statSync(tarball).size.toLocaleString('en')} bytes: ${tarball}`);
}

async function minified(folder) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [entryOf(folder)], bundle: true, minify: true, format: 'esm', platform: 'browser', write: false,
    external: ['node:*'], logLevel: 'error',
  });
  return result.outputFiles[0].contents;
}

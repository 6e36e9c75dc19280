// The package in one file: the same sources, bundled, with the WebAssembly module as hexadecimal digits in place of its
// address. One request instead of one for each file, which is what the first card of a page waits for. Digits of whole
// bytes compress to a sixth less than base64, which hides the bytes' order from every compressor.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stop } from './run.mjs';

/** Each one-file build with the entry that it is made of. */
export const INLINE = { 'inline.js': 'index.js', 'seal-inline.js': 'seal.js' };

/**
 * Has Chromium compile every function while the file arrives, in a thread of its own, instead of one by one when they are
 * called (https://v8.dev/blog/explicit-compile-hints). Others skip it as the comment that it is; bundlers drop it.
 */
export const COMPILE_ALL = '//# allFunctionsCalledOnLoad';

// As the sources name the two files of a module. The one that works everywhere goes in: the other would double the file
// to save a few microseconds of each card after it has cost milliseconds of the first.
const FILES = /fetching\(\{\s*simd: \(\) => new URL\('([^']+)', import\.meta\.url\),\s*fused: \(\) => new URL\('[^']+', import\.meta\.url\),\s*\}\)/;

/** Writes the one-file builds into an assembled package. */
export async function writeInline(folder) {
  const { build } = await import('esbuild');
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const [file, entry] of Object.entries(INLINE)) {
    const found = [];
    await build({
      absWorkingDir: folder, entryPoints: [entry], outfile: join(folder, file), bundle: true, minify: true, format: 'esm', target: 'es2022',
      external: ['node:*'], charset: 'utf8', legalComments: 'none', logLevel: 'error', plugins: [modulesInside(found)],
      banner: { js: `${COMPILE_ALL}\n// ${name} ${version}, ${license}: ${entry} of this package in one file, WebAssembly module included.` },
    });
    if (found.length !== 1) throw new Stop(`${entry} leads to ${found.length} modules, not to one: see scripts/lib/inline.mjs.`);
  }
}

// What reads the digits; only these builds need it.
const READER = fileURLToPath(new URL('./inline/module-of-hex.js', import.meta.url));

// Puts each module in its place, and its path into `found`.
function modulesInside(found) {
  return {
    name: 'modules-inside',
    setup({ onLoad }) {
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        const contents = readFileSync(path, 'utf8').replace(FILES, (_, address) => {
          found.push(join(dirname(path), address));
          return `() => moduleOfHex('${readFileSync(found.at(-1)).toString('hex')}')`;
        });
        if (contents.includes("new URL('")) throw new Stop(`${basename(path)} names a file that a page would have to fetch.`);
        const reader = contents.includes('moduleOfHex(') && path !== READER ? `import { moduleOfHex } from ${JSON.stringify(READER)};` : '';
        return { contents: reader + contents, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}

// The script inventory of the package (PCI DSS 4.0.1, 6.4.3 and 11.6.1): every file that a page can load from it, what
// it is for, and its SHA-384 in the notation of Subresource Integrity. `cardseal verify` compares live pages with it.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Stop } from '../lib/run.mjs';
import { filesBelow } from '../lib/stamp.mjs';

/** The name of the inventory, in the root of the package. */
export const INVENTORY = 'integrity.json';

// The first pattern that fits says why a page loads the file. A file that none fits has to be explained here.
const PURPOSES = [
  [/^index\.js$/, 'entry of the package: the card form and encryption'],
  [/^seal\.js$/, 'entry for encryption alone'],
  [/^inline\.js$/, 'the card form and encryption in one file, WebAssembly module included'],
  [/^seal-inline\.js$/, 'encryption alone in one file, WebAssembly module included'],
  [/^testing\.js$/, 'for tests; it does not belong on a payment page'],
  [/^lib\/messages\/.+\.js$/, 'texts of the card form in one language'],
  [/^lib\/.+\.js$/, 'part of the card form'],
  [/\.wasm$/, 'WebAssembly module: judges what is typed and encrypts the card'],
  [/^wasm\/.+\.js$/, 'loads the WebAssembly module and calls it'],
];

/** The inventory of a built package: `{ name, version, files: [{ path, purpose, bytes, integrity }] }`, sorted by path. */
export function inventoryOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const paths = filesBelow(folder).map((path) => relative(folder, path).split(sep).join('/'));
  const loaded = paths.filter((path) => /\.(js|wasm)$/.test(path) && !path.startsWith('bin/'));
  if (!loaded.some((path) => path.endsWith('.js'))) throw new Stop(`${folder} holds no script: is it a built package?`);
  return { name, version, files: loaded.sort().map((path) => entryOf(path, readFileSync(join(folder, path)))) };
}

/** Writes the inventory into the package; gives its path. */
export function writeInventory(folder) {
  const path = join(folder, INVENTORY);
  writeFileSync(path, `${JSON.stringify(inventoryOf(folder), null, 2)}\n`);
  return path;
}

function entryOf(path, content) {
  const purpose = PURPOSES.find(([pattern]) => pattern.test(path))?.[1];
  if (!purpose) throw new Stop(`a page can load ${path}, and scripts/supply/integrity.mjs does not say what for.`);
  return { path, purpose, bytes: content.length, integrity: `sha384-${createHash('sha384').update(content).digest('base64')}` };
}

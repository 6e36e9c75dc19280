// Where the built npm package is, and how it is entered.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** The folder of everything that `npm run build` makes. */
export const npmFolder = join(root, 'target', 'npm');

/** The hand-written half of the package. */
export const template = join(root, 'pkg-template');

/** Where `npm run build` leaves the package: its folder, its tarball and the list of its parts. */
export function packagePaths() {
  const { version } = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8'));
  return { folder: join(npmFolder, 'cardseal'), tarball: join(npmFolder, `cardseal-${version}.tgz`), sbom: join(npmFolder, `cardseal-${version}.cdx.json`), version };
}

/** The full path of the module that `import 'cardseal'` loads. */
export function entryOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const main = exports['.'] ?? exports;
  return join(folder, typeof main === 'string' ? main : main.import ?? main.default);
}

// The pieces that `npm start`, `npm test` and `npm run demo` need in place before the servers can run.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, buildSteps } from '../build.mjs';
import { cargoArtifacts } from './cargo.mjs';
import { packagePaths } from './package.mjs';
import { Stop, must, root, say, since } from './run.mjs';
import { hashOf, isFresh, writeStamp } from './stamp.mjs';

/** How many steps `buildProduct` announces. */
export const productSteps = buildSteps + 2;

/** Builds package and servers, puts the package into the shop, and gives the programs `{ sandbox, checkout }`. */
export async function buildProduct(step) {
  await buildPackage(step);
  step('shop: unpack the npm package into www/vendor/cardseal');
  await installInShop();
  step('servers: cargo build of sandbox and checkout');
  return buildServers();
}

/** Compiles both servers (cargo decides whether there is anything to do) and gives the paths of the programs. */
export async function buildServers() {
  const start = performance.now();
  const args = ['build', '-p', 'cardseal-sandbox', '-p', 'cardseal-checkout', '--bins', '--locked'];
  const made = await cargoArtifacts(args);
  const program = (name) => {
    const path = made.find((each) => each.endsWith(`/${name}`));
    if (!path) throw new Stop(`cargo made no program \`${name}\`.`);
    return path;
  };
  say(`compiled in ${since(start)}`);
  return { sandbox: program('cardseal-sandbox'), checkout: program('cardseal-checkout') };
}

/** Gives the shop what any user of the package gets: the content of the packed tarball. */
export async function installInShop() {
  const { tarball } = packagePaths();
  const target = join(root, 'www', 'vendor', 'cardseal');
  const stamp = join(root, 'www', 'vendor', '.stamp');
  const hash = hashOf([tarball]);
  if (isFresh(stamp, hash) && existsSync(target)) return say('nothing changed');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await must('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  writeStamp(stamp, hash);
}

// npm run size: prints the sizes of the package that `npm run build` made last.
import { existsSync } from 'node:fs';
import { packagePaths } from './lib/package.mjs';
import { Stop, runMain } from './lib/run.mjs';
import { printSizes } from './lib/sizes.mjs';

await runMain(async () => {
  const paths = packagePaths();
  if (!existsSync(paths.tarball)) throw new Stop('there is no built package yet: run `npm run build` first.');
  await printSizes(paths);
});

// npm run fuzz -- <key|entry|envelope|all> [--executions N] [--seed N] [--input HEX]: builds the fuzz targets, as fast as
// a release that is for this very processor and with the checks of a debug build, and runs them until so many executions
// went well or one panicked.
import { spawnSync } from 'node:child_process';
import { cargoProgram } from './lib/cargo.mjs';
import { Stop, runMain } from './lib/run.mjs';
import { needCompilers } from './lib/tools.mjs';

await runMain(async (args) => {
  if (args.length === 0) throw new Stop('say what to fuzz: `npm run fuzz -- key --executions 10000000`; the targets are key, entry, envelope and all.');
  await needCompilers();
  const env = { ...process.env, RUSTFLAGS: [process.env.RUSTFLAGS, '-Ctarget-cpu=native'].filter(Boolean).join(' ') };
  const program = await cargoProgram('cardseal-fuzz', ['build', '-p', 'cardseal-fuzz', '--bins', '--locked', '--profile', 'fuzz'], { env });
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) throw new Stop(`${program} cannot be run: ${error.message}`);
  process.exitCode = status ?? 1;
});

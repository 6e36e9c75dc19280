// Lints what the other lint does not compile: the code of the wasm modules, and the card core on others' arithmetic.
import { Stop, run, runMain } from './lib/run.mjs';
import { needWasmToolchain } from './lib/tools.mjs';
import { MODULES } from './lib/wasm.mjs';

const clippy = (crate, ...args) => ['clippy', '-p', crate, '--locked', ...args, '--', '-D', 'warnings'];

async function lint(what, args, env = {}) {
  const { code } = await run('cargo', args, { env: { ...process.env, ...env } });
  if (code !== 0) throw new Stop(`clippy does not pass ${what}.`);
}

await runMain(async () => {
  await lint('the card core with the feature `reference`', clippy('cardseal-card', '--all-targets', '--features', 'reference'));
  const env = { RUSTUP_TOOLCHAIN: needWasmToolchain(), RUSTFLAGS: '-Ctarget-feature=+simd128' };
  for (const [name, features] of Object.entries(MODULES)) {
    await lint(`the module ${name}`, clippy('cardseal-wasm', '--lib', '--target', 'wasm32-unknown-unknown', '--no-default-features', `--features=${features}`), env);
  }
});

// The arithmetic of the public-key operation as it is built for wasm, against BigInt, in each of its engines.
// `CARDSEAL_KERNEL_CASES=1000000` asks for more cases than a usual run has; `CARDSEAL_SEED` for others.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../scripts/lib/run.mjs';
import { needWasmToolchain } from '../../scripts/lib/tools.mjs';
import { compileModules } from '../../scripts/lib/wasm.mjs';

const cases = process.env.CARDSEAL_KERNEL_CASES ?? '4000';
const seed = process.env.CARDSEAL_SEED ?? String(Date.now());
const worker = fileURLToPath(new URL('./lib/kernel-worker.mjs', import.meta.url));
const runFile = promisify(execFile);

describe(`the kernel, ${cases} cases, seed ${seed}`, () => {
  const folder = join(root, 'target', 'package-tests', 'kernel');
  before(() => compileModules(needWasmToolchain(), folder, { simd: ['kernel-test'], fused: ['kernel-test', 'fused'] }));

  const run = async (engine, ...flags) => {
    const { stdout } = await runFile(process.execPath, [...flags, worker, join(folder, `${engine}.wasm`), cases, seed]);
    return JSON.parse(stdout);
  };

  it('agrees with BigInt in pairs of integers', async () => {
    assert.deepEqual(await run('simd'), { cases: Number(cases), wrong: 0 });
  });

  // Node 20 has these instructions behind a flag; later ones take the flag, or know none of that name.
  const flags = Number(process.versions.node.split('.')[0]) < 21 ? ['--experimental-wasm-relaxed-simd'] : [];

  it('agrees with BigInt in fused multiply-adds', async () => {
    assert.deepEqual(await run('fused', ...flags), { cases: Number(cases), wrong: 0 });
  });

  it('and is found wrong where a multiply-add rounds twice', { skip: process.arch !== 'x64' && 'only x86-64 machines can be told to' }, async () => {
    assert.ok((await run('fused', ...flags, '--no-enable-fma3')).wrong > 0);
  });
});

// The module in the page has no private-key code, and the search would find some.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cratesOf, functionNames, functionsOfPackage, namedFixture } from '../../scripts/supply/lib/names.mjs';
import { problemsOf } from '../../scripts/supply/private-key.mjs';
import { needWasmToolchain } from '../../scripts/lib/tools.mjs';

describe('private-key code', () => {
  let toolchain;
  before(() => {
    toolchain = needWasmToolchain();
  });

  it('is not in the module of the package', async () => {
    const names = await functionsOfPackage(toolchain);
    assert.deepEqual(problemsOf(names), []);
    // Its names are really those of the module: the core is there, and so is the shell.
    for (const crate of ['cardseal_card', 'cardseal_wasm']) assert.ok(cratesOf(names).includes(crate), crate);
  });

  it('is found in a module that decrypts', async () => {
    const folder = fileURLToPath(new URL('./fixtures/private-key', import.meta.url));
    const names = functionNames(await namedFixture(folder, 'links_private_key.wasm', toolchain));
    const kinds = problemsOf(names).map((problem) => problem.split(':')[0]);
    assert.deepEqual(kinds, ['decryption', 'a private key', 'a private RSA operation', 'a crate with private-key code']);
  });

  it('is not taken to be absent where names are missing', () => {
    assert.match(problemsOf(['_ZN4core3fmt5write17h0E'])[0], /not the whole module/);
    assert.throws(() => functionNames(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])), /without names/);
    assert.throws(() => functionNames(new Uint8Array(16)), /no WebAssembly module/);
  });
});

// The module has no heap: its memory cannot grow, and no code asks for more of it. So nothing that was typed can be left in
// a block that was given back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { root } from '../../scripts/lib/run.mjs';
import { MODULES } from '../../scripts/lib/wasm.mjs';

const PAGES = 2;
const disassembler = join(root, 'node_modules', 'binaryen', 'bin', 'wasm-dis');
const text = (path) => execFileSync(process.execPath, [disassembler, '--all-features', path], { encoding: 'utf8', maxBuffer: 64 << 20 });

for (const name of Object.keys(MODULES)) {
  describe(`the module ${name}`, () => {
    const path = join(packagePaths().folder, 'wasm', `${name}.wasm`);

    it(`has ${PAGES} pages of memory and never more`, () => {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)));
      assert.equal(exports.memory.buffer.byteLength, PAGES * 65_536);
      assert.throws(() => exports.memory.grow(1), RangeError);
    });

    it('asks for none', () => {
      const disassembled = text(path);
      assert.ok(disassembled.includes('(memory.fill') || disassembled.includes('(i64.store'), 'this is no disassembly');
      assert.equal(disassembled.includes('(memory.grow'), false);
    });
  });
}

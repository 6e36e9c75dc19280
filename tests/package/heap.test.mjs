// The module has no heap: its memory cannot grow, and no code asks for more of it. So nothing that was typed can be left in
// a block that was given back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { npmFolder, packagePaths } from '../../scripts/lib/package.mjs';
import { root } from '../../scripts/lib/run.mjs';
import { MODULES, isPlain } from '../../scripts/lib/wasm.mjs';

const PAGES = 2;
const disassembler = join(root, 'node_modules', 'binaryen', 'bin', 'wasm-dis');
const text = (path) => execFileSync(process.execPath, [disassembler, '--all-features', path], { encoding: 'utf8', maxBuffer: 64 << 20 });

for (const name of Object.keys(MODULES)) {
  it(`${name} has ${PAGES} pages of memory, never more, and asks for none`, () => {
    const disassembled = text(join(packagePaths().folder, 'wasm', `${name}.wasm`));
    const [, least, most] = /\(memory \S+ (\d+)(?: (\d+))?\)/.exec(disassembled);
    assert.deepEqual([least, most], [String(PAGES), String(PAGES)]);
    // The standard library as it comes asks for memory where it panics, which ends the instance.
    if (!isPlain(join(npmFolder, 'modules'))) assert.equal(disassembled.includes('memory.grow'), false);
  });
}

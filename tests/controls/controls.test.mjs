// The controls of trace.test.mjs and memory.test.mjs: builds that are bad in one way each, and that these have to catch.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { template } from '../../scripts/lib/package.mjs';
import { fitting, judgeBuild, resultsOf } from './lib/badly.mjs';

// How the package's own glue overwrites stack and block after each call.
const WIPE = 'bytes.fill(0, 0, STACK).fill(0, this.#start, this.#start + BLOCK);';
const glue = readFileSync(join(template, 'lib', 'module.js'), 'utf8');

/**
 * A name, the test file that has to fail, the least number of differing bytes that it has to meet in some test (null
 * where it compares none), and edits that fit the sources; where there are several ways, the first one that fits.
 */
const CONTROLS = [
  {
    name: 'keeps the number in a String',
    file: 'trace.test.mjs',
    bytes: 8,
    ways: [[{
      file: 'crates/cardseal-card/src/pan.rs',
      from: 'pub fn parse(digits: &[u8]) -> Result<Self, CardError> {',
      to: 'pub fn parse(digits: &[u8]) -> Result<Self, CardError> {\n        std::mem::forget(String::from_utf8_lossy(digits).into_owned());',
    }]],
  },
  {
    name: 'does not wipe the stack',
    file: 'trace.test.mjs',
    bytes: 100,
    ways: [
      [{ file: 'pkg-template/lib/module.js', from: WIPE, to: 'bytes.fill(0, this.#start, this.#start + BLOCK);' }],
      [{ file: 'crates/cardseal-card/src/wipe.rs', from: 'zeroize::zeroize_stack::<STACK>();', to: '' }],
    ],
  },
  {
    name: 'frees memory as it is, after handling the number in a String',
    file: 'trace.test.mjs',
    bytes: 8,
    ways: [
      [
        { file: 'crates/cardseal-wasm/src/alloc.rs', from: 'static WIPING: ZeroAlloc<System> = ZeroAlloc(System);', to: 'static PLAIN: System = System;' },
        { file: 'crates/cardseal-wasm/src/alloc.rs', from: 'use zeroizing_alloc::ZeroAlloc;', to: '' },
        handledInString(),
      ],
      [
        { file: 'crates/cardseal-wasm/src/alloc.rs', from: 'static WIPING: ZeroAlloc<AssumeSingleThreaded<FreeListAllocator>> =', to: 'static PLAIN: AssumeSingleThreaded<FreeListAllocator> =' },
        { file: 'crates/cardseal-wasm/src/alloc.rs', from: 'ZeroAlloc(unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) });', to: 'unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };' },
        { file: 'crates/cardseal-wasm/src/alloc.rs', from: 'use zeroizing_alloc::ZeroAlloc;', to: '' },
        handledInString(),
      ],
    ],
  },
  // Only where texts cross in a block of the module's memory.
  ...(glue.includes('BLOCK')
    ? [{
      name: 'does not wipe the block in which texts cross',
      file: 'trace.test.mjs',
      bytes: 16,
      ways: [[{ file: 'pkg-template/lib/module.js', from: WIPE, to: 'bytes.fill(0, 0, STACK);' }]],
    }]
    : []),
  {
    name: 'takes a trap for any other error',
    file: 'memory.test.mjs',
    bytes: null,
    ways: [[{ file: 'pkg-template/lib/module.js', from: 'if (!isTrap(error)) throw CardsealError.from(error);', to: 'throw CardsealError.from(error);' }]],
  },
];

// What most people would write: a String that is dropped as any other. The wiping allocator alone makes it harmless.
function handledInString() {
  return {
    file: 'crates/cardseal-card/src/pan.rs',
    from: 'pub fn parse(digits: &[u8]) -> Result<Self, CardError> {',
    to: 'pub fn parse(digits: &[u8]) -> Result<Self, CardError> {\n        drop(std::hint::black_box(String::from_utf8_lossy(digits).into_owned()));',
  };
}

describe('a build that is bad on purpose', () => {
  for (const file of ['trace.test.mjs', 'memory.test.mjs']) {
    it(`and one that is not: the copy passes ${file}`, async () => {
      const { passed, failed } = await judgeBuild([], file);
      assert.deepEqual(failed, []);
      assert.ok(passed > 3, `${passed} tests`);
    });
  }

  it('and one that handles the number in a String, but wipes what is freed, leaves nothing', async () => {
    assert.deepEqual((await judgeBuild([handledInString()], 'trace.test.mjs')).failed, []);
  });

  for (const { name, file, bytes, ways } of CONTROLS) {
    it(`is caught where it ${name}`, async (test) => {
      const { failed } = await judgeBuild(fitting(ways, name), file);
      assert.ok(failed.length > 0, `${file} passes a build that ${name}`);
      const met = failed.map(({ actual }) => actual ?? 0);
      test.diagnostic(`${failed.length} tests fail, ${Math.max(...met)} bytes differ: ${failed.map((each) => each.name).join('; ')}`);
      if (bytes !== null) assert.ok(Math.max(...met) >= bytes, `at most ${Math.max(...met)} bytes differ, and ${bytes} or more should`);
    });
  }
});

describe('the judgement of a build', () => {
  it('reads the innermost results and the figures of comparisons', () => {
    const tap = ['TAP version 13', '    # Subtest: one', '    not ok 1 - one', '      ---', "      type: 'test'", '      expected: 0', '      actual: 70', '      ...', '    ok 2 - two', "not ok 1 - suite", "  type: 'suite'", "  failureType: 'subtestsFailed'"].join('\n');
    assert.deepEqual(resultsOf(tap), { passed: 1, failed: [{ name: 'one', actual: 70 }] });
  });

  it('says so when an edit no longer fits', () => {
    assert.throws(() => fitting([[{ file: 'crates/cardseal-card/src/pan.rs', from: 'no such text', to: '' }]], 'x'), /no longer fits/);
    assert.throws(() => fitting([[{ file: 'no/such/file.rs', from: 'a', to: '' }]], 'x'), /no longer fits/);
  });
});

// The controls of the tests of memory: builds that are bad in one way each, and that each of the named files has to catch.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitting, judgeBuild, resultsOf } from './lib/badly.mjs';

const BLOCK = 'pkg-template/lib/block.js';
const MODULE = 'pkg-template/lib/module.js';
const FILES = ['trace.test.mjs', 'residue.test.mjs', 'memory.test.mjs', 'heap.test.mjs'];

/**
 * A name, the test files that have to fail, the least number of differing bytes that `trace.test.mjs` has to meet in
 * some test, and edits that fit the sources; where there are several ways, the first one that fits.
 */
const CONTROLS = [
  {
    name: 'keeps the number in a static',
    files: ['trace.test.mjs', 'residue.test.mjs'],
    bytes: 8,
    ways: [[onTheWay(`
        static KEPT: std::sync::Mutex<[u8; 19]> = std::sync::Mutex::new([0; 19]);
        if let Ok(mut kept) = KEPT.lock() {
            kept.iter_mut().zip(number).for_each(|(slot, digit)| *slot = *digit);
            std::hint::black_box(&*kept);
        }`)]],
  },
  {
    name: 'does not wipe the stack',
    files: ['trace.test.mjs', 'residue.test.mjs'],
    bytes: 100,
    ways: [
      [{ file: BLOCK, from: '.fill(0, 0, STACK)', to: '' }],
      [{ file: 'crates/cardseal-card/src/wipe.rs', from: 'zeroize::zeroize_stack::<STACK>();', to: '' }],
    ],
  },
  {
    name: 'handles the number in a String, for which it needs a heap',
    files: ['heap.test.mjs'],
    ways: [[onTheWay('drop(std::hint::black_box(String::from_utf8_lossy(number).into_owned()));')]],
  },
  {
    name: 'does not wipe the block in which texts cross',
    files: ['trace.test.mjs', 'residue.test.mjs', 'memory.test.mjs'],
    bytes: 16,
    ways: [[{ file: BLOCK, from: '.fill(0, this.#start, this.#start + BLOCK)', to: '' }]],
  },
  {
    name: 'takes a trap for any other error',
    files: ['memory.test.mjs', 'residue.test.mjs'],
    ways: [[{ file: MODULE, from: 'if (isTrap(error)) {', to: 'if (error === null) {' }]],
  },
  {
    name: 'drops an instance that trapped as it is',
    files: ['memory.test.mjs', 'residue.test.mjs'],
    ways: [[{ file: MODULE, from: 'block.bytes.fill(0);', to: '' }]],
  },
];

// What is done with every number, typed or given.
function onTheWay(code) {
  const from = ') -> Result<Self, [Option<CardError>; 4]> {';
  return { file: 'crates/cardseal-card/src/envelope/card.rs', from, to: `${from}\n        ${code}` };
}

// Seven builds, each put to one file to four: some three minutes where nothing else runs.
describe('a build that is bad on purpose', { timeout: 40 * 60_000 }, () => {
  it('and one that is not: the copy passes', async () => {
    for (const [at, { passed, failed }] of (await judgeBuild([], FILES)).entries()) {
      assert.deepEqual(failed, [], FILES[at]);
      assert.ok(passed > 3, `${passed} tests in ${FILES[at]}`);
    }
  });

  for (const { name, files, bytes = 0, ways } of CONTROLS) {
    it(`is caught where it ${name}`, async (test) => {
      const results = await judgeBuild(fitting(ways, name), files);
      for (const [at, { failed }] of results.entries()) {
        const most = Math.max(0, ...failed.map(({ actual }) => actual ?? 0));
        test.diagnostic(`${files[at]}: ${failed.length} tests fail, ${most} bytes differ: ${failed.map((each) => each.name).slice(0, 8).join('; ')}`);
        assert.ok(failed.length > 0, `${files[at]} passes a build that ${name}`);
        if (files[at] === 'trace.test.mjs') assert.ok(most >= bytes, `at most ${most} bytes differ, and ${bytes} or more should`);
      }
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

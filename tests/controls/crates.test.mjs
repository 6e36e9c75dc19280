// The controls of the tests in Rust that compare with published vectors and references: sources that are wrong in one
// place each, and what has to find that.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitting, judgeCrate } from './lib/badly.mjs';

const ARITHMETIC = 'crates/cardseal-key/src/spki/arithmetic.rs';

/** A name, what `cargo test` is asked for, the tests that have to fail, and the edits. */
const CONTROLS = [
  {
    name: 'takes a key of any small size',
    args: ['-p', 'cardseal-key', '--lib', 'spki::'],
    fail: ['spki::tests::keys_that_are_refused'],
    edits: [
      { file: ARITHMETIC, from: '..PublicKey::MIN_BITS => return', to: '..8 => return' },
      { file: ARITHMETIC, from: 'PublicKey::MIN_BITS..=PublicKey::MAX_BITS', to: '8..=PublicKey::MAX_BITS' },
    ],
  },
  {
    name: 'begins SHA-256 with another number',
    args: ['-p', 'cardseal-card', '--lib', 'envelope::tests::known_answers'],
    fail: ['envelope::tests::known_answers::oaep_vectors_are_reproduced_from_their_seeds', 'envelope::tests::known_answers::an_envelope_made_elsewhere_is_reproduced'],
    edits: [{ file: 'crates/cardseal-card/src/envelope/sha256.rs', from: '0x5be0_cd19', to: '0x5be0_cd18' }],
  },
  {
    name: 'adds another constant in the S-box of AES',
    args: ['-p', 'cardseal-card', '--lib', 'envelope::tests::known_answers'],
    fail: ['envelope::tests::known_answers::aes_gcm_vectors', 'envelope::tests::known_answers::an_envelope_made_elsewhere_is_reproduced'],
    edits: [{ file: 'crates/cardseal-card/src/envelope/gcm/aes.rs', from: '([0x63; 16])', to: '([0x62; 16])' }],
  },
  {
    name: 'ends a block of numbers one prefix too soon',
    args: ['-p', 'cardseal-card', '--test', 'validators'],
    fail: ['every_prefix_of_six_digits_at_every_length'],
    edits: [{ file: 'crates/cardseal-card/src/brand_table.rs', from: '650_405, 650_439', to: '650_405, 650_438' }],
  },
];

describe('a crate that is wrong on purpose', { timeout: 20 * 60_000 }, () => {
  for (const { name, args, fail, edits } of CONTROLS) {
    it(`is found where it ${name}`, async (test) => {
      const { passed, failed } = await judgeCrate(fitting([edits], name), args);
      test.diagnostic(`${passed} tests pass, and not: ${failed.join('; ')}`);
      assert.deepEqual(fail.filter((each) => !failed.includes(each)), []);
    });
  }
});

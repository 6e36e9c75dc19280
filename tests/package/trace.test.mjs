// The differential dump: two cards, or two content keys, under the same random stream have to leave identical
// memories behind, byte for byte. A search can only find what it knows the form of; this finds any dependence.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { session } from './lib/card.mjs';
import { inputsOf, type } from './lib/input.mjs';

const PAIRS = 200;
const part = (name) => import(pathToFileURL(join(packagePaths().folder, name)).href);
const bytes = (text) => new TextEncoder().encode(text);

/** Bytes that follow from a seed and a place in the stream. */
function stream(seed) {
  let drawn = 0;
  return (length) => {
    const block = createHash('sha512').update(`${seed}/${drawn++}`).digest();
    return block.subarray(0, length);
  };
}

/** A card that follows from a seed: always 16 digits, a name of 12 bytes and a code of three. */
function cardOf(seed) {
  const random = stream(`card ${seed}`)(64);
  const body = `4${[...random.subarray(0, 14)].map((byte) => byte % 10).join('')}`;
  const sum = [...body].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return {
    number: bytes(body + ((10 - (sum % 10)) % 10)),
    expiryMonth: String(1 + (random[20] % 12)).padStart(2, '0'),
    expiryYear: String(40 + (random[21] % 20)),
    cvc: bytes([...random.subarray(22, 25)].map((byte) => byte % 10).join('')),
    nameOnCard: [...random.subarray(30, 42)].map((byte) => String.fromCharCode(65 + (byte % 26))).join(''),
  };
}

const { getMonth } = Date.prototype;
const differences = (one, two) => one.reduce((count, byte, at) => count + (byte === two[at] ? 0 : 1), 0);

/** Drops the instance of a module for a new one, and gives what copies the new one's memory. */
async function renewed(cardseal, module) {
  assert.throws(() => module.run(() => {
    throw new WebAssembly.RuntimeError('dropped by the test');
  }));
  await cardseal.init();
  return () => module.memory.slice();
}

// In the order in which they are imported.
for (const [at, entry] of ['index.js', 'seal.js'].entries()) {
  describe(`what the memory of the module of ${entry} depends on`, () => {
    const key = session();
    const context = { deviceInformations: { userAgent: 'Mozilla/5.0', country: 'ID' }, metadata: { cart: 'c1' } };
    let cardseal, module, getRandomValues;
    before(async () => {
      cardseal = await part(entry);
      await cardseal.init();
      module = (await part('lib/module.js')).modules.at(at);
      ({ getRandomValues } = globalThis.crypto);
    });

    const renew = () => renewed(cardseal, module);

    /**
     * Seals a card in a new instance; `draw(nth, length)` gives the random bytes of the nth part: content key, nonce and
     * seed, which are drawn at once. Gives the code of the error, if any, the memory afterwards, and the memory in the
     * middle of the work: when the month is asked for, which is last.
     */
    async function run(card, draw) {
      const copy = await renew();
      let midway;
      globalThis.crypto.getRandomValues = (target) => {
        assert.equal(target.length, 76);
        target.set(Buffer.concat([32, 12, 32].map((length, nth) => draw(nth, length))));
        return target;
      };
      Date.prototype.getMonth = function month() {
        midway = copy();
        return getMonth.call(this);
      };
      let code = null;
      try {
        cardseal.sealCard(key, card, context);
      } catch (error) {
        ({ code } = error);
      } finally {
        globalThis.crypto.getRandomValues = getRandomValues;
        Date.prototype.getMonth = getMonth;
      }
      return { code, midway, after: copy() };
    }

    const fixed = (seed) => {
      const next = stream(`random ${seed}`);
      return (_, length) => next(length);
    };
    // Throws, or gives nothing but zeros.
    const failing = (at, silent) => (nth, length) => {
      if (nth === at && !silent) throw new Error('no entropy');
      return nth === at ? Buffer.alloc(length) : stream(`random ${nth}`)(length);
    };

    it('nothing of the card, over random pairs of cards', async () => {
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const one = await run(cardOf(`a${pair}`), fixed(pair));
        const two = await run(cardOf(`b${pair}`), fixed(pair));
        assert.deepEqual([one.code, two.code], [null, null]);
        assert.equal(differences(one.after, two.after), 0, `pair ${pair}`);
      }
    });

    it('nothing of the content key, over random pairs of keys', async () => {
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const draws = (which) => (nth, length) => stream(nth === 0 ? `content key ${which} ${pair}` : `draw ${nth}`)(length);
        const one = await run(cardOf('same'), draws('a'));
        const two = await run(cardOf('same'), draws('b'));
        assert.deepEqual([one.code, two.code], [null, null]);
        assert.equal(differences(one.after, two.after), 0, `pair ${pair}`);
      }
    });

    it('nothing of the card when the random numbers fail at any draw', async () => {
      for (const [at, silent] of [0, 1, 2].flatMap((draw) => [[draw, false], [draw, true]])) {
        for (let pair = 0; pair < PAIRS / 10; pair += 1) {
          const one = await run(cardOf(`a${pair}`), failing(at, silent));
          const two = await run(cardOf(`b${pair}`), failing(at, silent));
          assert.deepEqual([one.code, two.code], ['random_unavailable', 'random_unavailable']);
          assert.equal(differences(one.after, two.after), 0, `draw ${at}, pair ${pair}`);
        }
      }
    });

    it('nothing of a card that is refused', async () => {
      const wrongs = [
        ['a number that is off by one digit', (card) => card.number.set([card.number[15] === 48 ? 49 : card.number[15] - 1], 15)],
        ['no such month', (card) => Object.assign(card, { expiryMonth: '13' })],
        ['a past year', (card) => Object.assign(card, { expiryYear: '20' })],
        ['a short code', (card) => Object.assign(card, { cvc: card.cvc.slice(1) })],
        ['a name with a control character', (card) => Object.assign(card, { nameOnCard: `${card.nameOnCard.slice(1)}\u0007` })],
        ['a letter in the number', (card) => card.number.set([65], 15)],
      ];
      for (const [what, spoil] of wrongs) {
        for (let pair = 0; pair < PAIRS / 10; pair += 1) {
          const cards = ['a', 'b'].map((name) => cardOf(`${name}${pair}`));
          cards.forEach(spoil);
          const [one, two] = [await run(cards[0], fixed(pair)), await run(cards[1], fixed(pair))];
          assert.deepEqual([one.code, two.code], ['invalid_card', 'invalid_card'], what);
          assert.equal(differences(one.after, two.after), 0, `${what}, pair ${pair}`);
        }
      }
    });

    it('and without the wiping behind each call both cards are found to differ', async (test) => {
      test.mock.method(Uint8Array.prototype, 'fill', function fill() {
        return this;
      });
      const one = await run(cardOf('a'), fixed(0));
      const two = await run(cardOf('b'), fixed(0));
      assert.ok(differences(one.after, two.after) > 50, `${differences(one.after, two.after)} bytes`);
    });

    it('and the dump does see what is there: in the middle of the work both cards are found to differ', async () => {
      const one = await run(cardOf('a'), fixed(0));
      const two = await run(cardOf('b'), fixed(0));
      // One copy of each: fourteen digits, twelve letters, a month, a year and a code, some of them equal by chance.
      assert.ok(differences(one.midway, two.midway) > 20, `${differences(one.midway, two.midway)} bytes`);
      const spoiled = one.after.slice();
      spoiled[spoiled.length - 1] ^= 1;
      assert.equal(differences(one.after, spoiled), 1);
    });
  });
}

describe('what the memory depends on after a field', () => {
  const key = session();
  const context = { deviceInformations: { userAgent: 'Mozilla/5.0', country: 'ID' }, metadata: { cart: 'c1' } };
  let cardseal, module, getRandomValues;
  before(async () => {
    cardseal = await part('index.js');
    ({ module } = await part('lib/form-module.js'));
    ({ getRandomValues } = globalThis.crypto);
    await cardseal.init();
  });

  const renew = () => renewed(cardseal, module);

  /** Types a card key by key into a field of a new instance, and ends as `end` says. Gives both memories. */
  async function typed(card, seed, end) {
    const copy = await renew();
    const next = stream(`random ${seed}`);
    globalThis.crypto.getRandomValues = (target) => (target.set(Buffer.concat([next(64), next(64)]).subarray(0, target.length)), target);
    try {
      const field = new cardseal.SecureCardField(key);
      const inputs = inputsOf();
      field.attach(inputs);
      const keys = { number: card.number, expiry: bytes(card.expiryMonth + card.expiryYear), cvc: card.cvc, name: bytes(card.nameOnCard) };
      for (const [name, input] of Object.entries(inputs)) {
        type(input, String.fromCharCode(...keys[name]));
        input.dispatchEvent(new Event('blur'));
      }
      assert.ok(field.state.valid);
      const midway = copy();
      const result = await end(field);
      return { result, midway, after: copy(), inputs };
    } finally {
      globalThis.crypto.getRandomValues = getRandomValues;
    }
  }

  const ends = {
    sealed: async (field) => (await field.encrypt(context)).length,
    cleared: (field) => field.clear(),
    destroyed: (field) => field.destroy(),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`nothing of a typed card that is ${name}`, async (test) => {
      test.mock.method(Date, 'now', () => Date.parse(key.expiresAt) - 600_000);
      let seen = 0;
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const one = await typed(cardOf(`a${pair}`), pair, end);
        const two = await typed(cardOf(`b${pair}`), pair, end);
        assert.equal(one.result, two.result);
        assert.ok(Object.values(one.inputs).every((input) => input.value === ''), 'the inputs are empty');
        seen += differences(one.midway, two.midway);
        assert.equal(differences(one.after, two.after), 0, `pair ${pair}`);
      }
      assert.ok(seen > 20 * PAIRS, 'before the end the cards are there to be seen');
    });
  }
});

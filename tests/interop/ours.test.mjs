// Our envelopes, opened by Node's crypto and by Python's cryptography.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { cardsFrom } from './lib/cards.mjs';
import { keyPair, open, unpack } from './lib/node-peer.mjs';
import { npmPackage, python, rust } from './lib/peers.mjs';

const CARDS_PER_KEY = 80;
const seed = process.env.CARDSEAL_SEED ?? String(Date.now());
const keys = [2048, 3072, 4096].map(keyPair);

/** Who made the envelopes: a list of `{ key, encryptedCard, plaintext }` for each maker. */
const makers = {
  'the Rust core': async () => {
    const lists = [];
    for (const key of keys) lists.push((await rust(key.publicKey, CARDS_PER_KEY)).map((made) => ({ key, ...made })));
    return lists.flat();
  },
  'sealCard of the npm package': async () => {
    const { sealCard } = await npmPackage();
    const cardOf = cardsFrom(seed);
    return keys.flatMap((key) => Array.from({ length: CARDS_PER_KEY }, (_, index) => sealOne(sealCard, key, cardOf(index), index)));
  },
};

for (const [maker, make] of Object.entries(makers)) {
  describe(`envelopes of ${maker}, ${keys.length * CARDS_PER_KEY} cards, seed ${seed}`, () => {
    let made;
    before(async () => {
      made = await make();
      assert.ok(made.length >= 200, `${made.length} envelopes`);
    });

    it("are opened by Node's crypto", () => {
      for (const { key, encryptedCard, plaintext } of made) same(open(key.privateKey, encryptedCard), plaintext);
    });

    it("are opened by Python's cryptography", async () => {
      const answers = await python(made.map(({ key, encryptedCard }) => ({ privateKey: key.privateKey, encryptedCard })));
      assert.equal(answers.length, made.length);
      answers.forEach((answer, index) => same(answer.plaintext, made[index].plaintext));
    });

    it('hold names of one to four bytes of UTF-8 for a letter', () => {
      const letters = made.flatMap(({ plaintext }) => [...JSON.parse(plaintext).card.nameOnCard]);
      const widths = new Set(letters.map((letter) => Buffer.byteLength(letter)));
      assert.deepEqual([...widths].sort(), [1, 2, 3, 4]);
    });

    it('have the documented shape', () => {
      for (const { key, encryptedCard, plaintext } of made) {
        const { encryptedKey, nonce, ciphertext } = unpack(encryptedCard);
        const lengths = [encryptedKey.length, nonce.length, ciphertext.length];
        assert.deepEqual(lengths, [key.bits / 8, 12, Buffer.byteLength(open(key.privateKey, encryptedCard)) + 16]);
        const { card } = JSON.parse(plaintext);
        assert.match(card.number, /^\d{12,19}$/);
        assert.match(card.expiryMonth, /^(0[1-9]|1[0-2])$/);
        assert.match(card.expiryYear, /^\d\d$/);
      }
    });

    it('never share a key, a nonce or a ciphertext', () => {
      const parts = made.map(({ encryptedCard }) => unpack(encryptedCard));
      for (const name of ['encryptedKey', 'nonce', 'ciphertext']) {
        assert.equal(new Set(parts.map((part) => part[name].toString('hex'))).size, made.length, name);
      }
    });
  });
}

// The number and CVC go in as bytes and as text by turns; bytes are wiped afterwards.
function sealOne(sealCard, key, { card, deviceInformations, metadata }, index) {
  const bytes = (text) => (index % 2 ? new TextEncoder().encode(text) : text);
  const given = { ...card, number: bytes(card.number), cvc: bytes(card.cvc) };
  const expiresAt = new Date(Date.now() + 15 * 60_000).toISOString();
  const session = { sessionId: `session-${index}`, encryptionKey: key.publicKey, expiresAt };
  const encryptedCard = sealCard(session, given, { deviceInformations, metadata });
  if (index % 2) assert.ok([...given.number, ...given.cvc].every((byte) => byte === 0), 'the bytes were not wiped');
  return { key, encryptedCard, plaintext: JSON.stringify({ card, deviceInformations, metadata }) };
}

function same(opened, plaintext) {
  assert.deepEqual(JSON.parse(opened), JSON.parse(plaintext));
}

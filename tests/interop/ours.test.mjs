// Our envelopes, opened by four other programs. A usual run makes 240 for each maker; for more:
//   CARDSEAL_INTEROP_CARDS=1000 npm test -- interop
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { CARDS, SEED, cardsFrom } from './lib/cards.mjs';
import { keyPair, open, pack, unpack } from './lib/node-peer.mjs';
import { java, npmPackage, python, rust, webCrypto } from './lib/peers.mjs';

const keys = [2048, 3072, 4096].map(keyPair);

/** Who made the envelopes: a list of `{ key, encryptedCard, plaintext }` for each maker, the keys by turns. */
const makers = {
  'the Rust core': async () => {
    const lists = [];
    for (const [at, key] of keys.entries()) {
      const count = Math.ceil((CARDS - at) / keys.length);
      lists.push((await rust(key.publicKey, count)).map((made) => ({ key, ...made })));
    }
    return lists.flat();
  },
  'sealCard of the npm package': async () => {
    const { sealCard } = await npmPackage();
    const cardOf = cardsFrom(SEED);
    return Array.from({ length: CARDS }, (_, index) => sealOne(sealCard, keys[index % keys.length], cardOf(index), index));
  },
};

/** Who opens them: a list of requests to a list of answers. */
const readers = {
  "Node's crypto": async (requests) => requests.map(({ privateKey, encryptedCard }) => ({ plaintext: open(privateKey, encryptedCard) })),
  "Python's cryptography": python,
  "the JDK with OAEP's parameters given": java,
  "Chromium's WebCrypto": webCrypto,
};

const byDefault = (requests) => java(requests.map((request) => ({ ...request, spec: 'default' })));

for (const [maker, make] of Object.entries(makers)) {
  describe(`envelopes of ${maker}, ${CARDS} cards, seed ${SEED}`, () => {
    let made;
    const requests = () => made.map(({ key, encryptedCard }) => ({ privateKey: key.privateKey, encryptedCard }));
    before(async () => {
      made = await make();
      assert.ok(made.length >= 200 && made.length === CARDS, `${made.length} envelopes`);
      assert.deepEqual([...new Set(made.map(({ key }) => key.bits))].sort(), [2048, 3072, 4096]);
    });

    for (const [reader, read] of Object.entries(readers)) {
      it(`are opened by ${reader}`, async (test) => {
        const answers = await read(requests());
        assert.equal(answers.length, made.length);
        answers.forEach(({ plaintext }, index) => same(plaintext, made[index].plaintext));
        test.diagnostic(`${answers.length} of ${made.length} opened`);
      });
    }

    it('are all refused by the JDK left to its default, which is SHA-1 in MGF1', async (test) => {
      const refused = (await byDefault(requests())).filter((answer) => answer.refused);
      test.diagnostic(`${refused.length} of ${made.length} refused`);
      assert.equal(refused.length, made.length);
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

describe('the default of the JDK', () => {
  it('opens what was made the same way, so that nothing else was the reason', async () => {
    const plaintext = JSON.stringify(cardsFrom(SEED)(0));
    const made = await python(keys.map(({ publicKey }) => ({ publicKey, plaintext, mgf1: 'SHA1' })));
    // Packed again: Python's JSON has blanks, which Peer.java does not read.
    const asked = made.map(({ encryptedCard }, at) => ({ privateKey: keys[at].privateKey, encryptedCard: pack(unpack(encryptedCard)) }));
    assert.deepEqual(await byDefault(asked), keys.map(() => ({ plaintext })));
    assert.deepEqual(await java(asked), keys.map(() => ({ refused: true })));
  });
});

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

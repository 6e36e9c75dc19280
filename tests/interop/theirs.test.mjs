// Envelopes made by other programs, opened by the sandbox's decryptor.
import assert from 'node:assert/strict';
import { constants } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { CARDS, SEED, cardsFrom } from './lib/cards.mjs';
import { keyPair, pack, seal, unpack } from './lib/node-peer.mjs';
import { java, python, sandbox, webCrypto } from './lib/peers.mjs';

const keys = [2048, 3072, 4096].map(keyPair);
const cardOf = cardsFrom(SEED);

/** One plaintext for each card, the keys by turns. */
const cases = Array.from({ length: CARDS }, (_, index) => ({ ...keys[index % keys.length], plaintext: JSON.stringify(cardOf(index)) }));
const requests = (more) => cases.map(({ publicKey, plaintext }) => ({ publicKey, plaintext, ...more }));

/** Who made the envelopes. */
const makers = {
  "Node's crypto": () => requests().map(({ publicKey, plaintext }) => ({ encryptedCard: seal(publicKey, plaintext) })),
  "Python's cryptography": () => python(requests()),
  "the JDK with OAEP's parameters given": () => java(requests()),
  "Chromium's WebCrypto": () => webCrypto(requests()),
};

/** Who made them with SHA-1 in MGF1. */
const withSha1 = {
  "Python's cryptography": () => python(requests({ mgf1: 'SHA1' })),
  'the JDK left to its default': () => java(requests({ spec: 'default' })),
};

describe(`their envelopes in the sandbox, ${cases.length} cards for each maker, seed ${SEED}`, () => {
  before(() => assert.ok(cases.length >= 200));

  for (const [maker, make] of Object.entries(makers)) {
    it(`opens what ${maker} made`, async () => {
      await opensAll((await make()).map(({ encryptedCard }) => encryptedCard));
    });
  }

  for (const [maker, make] of Object.entries(withSha1)) {
    it(`refuses MGF1 with SHA-1, made by ${maker}`, async () => {
      await refusesAll((await make()).map(({ encryptedCard }) => encryptedCard));
    });
  }

  it('refuses OAEP with SHA-1 for both hashes', async () => {
    await refusesAll(cases.map(({ publicKey, plaintext }) => seal(publicKey, plaintext, { oaepHash: 'sha1' })));
  });

  it('refuses PKCS#1 v1.5', async () => {
    const padding = constants.RSA_PKCS1_PADDING;
    await refusesAll(cases.map(({ publicKey, plaintext }) => seal(publicKey, plaintext, { padding })));
  });

  it('refuses an envelope with one bit changed, in each of its three parts', async () => {
    for (const part of ['encryptedKey', 'nonce', 'ciphertext']) {
      await refusesAll(cases.map(({ publicKey, plaintext }, index) => flip(seal(publicKey, plaintext), part, index)));
    }
  });

  it("refuses another session's envelope", async () => {
    const [first, ...others] = keys.map(({ publicKey }, at) => seal(publicKey, cases[at].plaintext));
    await refusesAll(cases.map(({ bits }) => (bits === 2048 ? others[0] : first)));
  });
});

async function opensAll(envelopes) {
  const answers = await open(envelopes);
  assert.deepEqual(answers.map(({ plaintext }) => plaintext), cases.map(({ plaintext }) => plaintext));
}

async function refusesAll(envelopes) {
  const answers = await open(envelopes);
  assert.equal(answers.filter(({ refused }) => refused === true).length, cases.length);
}

async function open(envelopes) {
  assert.equal(envelopes.length, cases.length);
  const answers = await sandbox(cases.map(({ privateKey }, index) => ({ privateKey, encryptedCard: envelopes[index] })));
  assert.equal(answers.length, cases.length);
  return answers;
}

function flip(encryptedCard, part, index) {
  const parts = unpack(encryptedCard);
  parts[part][index % parts[part].length] ^= 1 << index % 8;
  return pack(parts);
}

// Envelopes made by other programs, opened by the sandbox's decryptor.
import assert from 'node:assert/strict';
import { constants } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { cardsFrom } from './lib/cards.mjs';
import { keyPair, pack, seal, unpack } from './lib/node-peer.mjs';
import { python, sandbox } from './lib/peers.mjs';

const CARDS_PER_KEY = 80;
const seed = process.env.CARDSEAL_SEED ?? String(Date.now());
const keys = [2048, 3072, 4096].map(keyPair);
const cardOf = cardsFrom(seed);

/** One plaintext for each card of each key. */
const cases = keys.flatMap(({ bits, publicKey, privateKey }) =>
  Array.from({ length: CARDS_PER_KEY }, (_, index) => ({ bits, publicKey, privateKey, plaintext: JSON.stringify(cardOf(index)) })));

describe(`their envelopes in the sandbox, ${cases.length} cards for each maker, seed ${seed}`, () => {
  before(() => assert.ok(cases.length >= 200));

  it("opens what Node's crypto made", async () => {
    await opensAll(cases.map(({ publicKey, plaintext }) => seal(publicKey, plaintext)));
  });

  it("opens what Python's cryptography made", async () => {
    const made = await python(cases.map(({ publicKey, plaintext }) => ({ publicKey, plaintext })));
    await opensAll(made.map(({ encryptedCard }) => encryptedCard));
  });

  it('refuses MGF1 with SHA-1, which Java takes by default', async () => {
    const made = await python(cases.map(({ publicKey, plaintext }) => ({ publicKey, plaintext, mgf1: 'SHA1' })));
    await refusesAll(made.map(({ encryptedCard }) => encryptedCard));
  });

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

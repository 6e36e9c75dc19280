// The installed package on a server.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { install, node } from './lib/consumer.mjs';

describe('in Node', () => {
  let folder;
  before(async () => {
    folder = await install('node-esm');
  });

  it('is imported without touching window, document or fetch', async () => {
    const names = await node(folder, 'import.mjs');
    for (const name of ['CardsealError', 'SecureCardField', 'SecureCvcField', 'init', 'sealCard']) assert.ok(names.includes(name), name);
  });

  it('seals a card that Node opens', async () => {
    const { encryptedCard } = await node(folder, 'seal.mjs', JSON.stringify({ session: session(), card }));
    assertHoldsTheCard(encryptedCard);
  });

  it('says what to call when init was forgotten', async () => {
    const error = await node(folder, 'before-init.mjs', JSON.stringify({ session: session(), card }));
    assert.equal(error.isOurs && error.isError, true);
    assert.match(error.message, /init\(\)/);
    assert.equal(typeof error.code, 'string');
    assert.ok(!error.message.includes(card.number));
  });
});

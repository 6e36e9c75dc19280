// What stays in the module's memory: nothing after a sealed card or a refused one, and nothing at all after a trap.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';
import { trap } from './lib/instances.mjs';

const part = (name) => import(pathToFileURL(join(packagePaths().folder, name)).href);
const bytes = (text) => new TextEncoder().encode(text);

describe('the memory of the module', () => {
  let cardseal, module, scanMemory, memorySize;
  before(async () => {
    cardseal = await part('index.js');
    ({ module } = await part('lib/form-module.js'));
    ({ scanMemory, memorySize } = await part('testing.js'));
    await cardseal.init();
  });

  it('is really searched: a number put there on purpose is found', () => {
    const { memory } = module;
    const at = memory.length - 64;
    memory.set(bytes(card.number), at);
    assert.equal(scanMemory(bytes(card.number)), 1);
    memory.fill(0, at);
  });

  it('holds no digit group of a sealed card, and the caller holds none of the bytes', () => {
    const given = { ...card, number: bytes(card.number), cvc: bytes(card.cvc) };
    assertHoldsTheCard(cardseal.sealCard(session(), given));
    assert.ok(given.number.every((byte) => byte === 0) && given.cvc.every((byte) => byte === 0));
    assert.equal(scanMemory(bytes(card.number), bytes(card.number.slice(4, 12)), bytes(`"cvc":"${card.cvc}"`), bytes(card.nameOnCard)), 0);
  });

  it('holds nothing of a refused card, and the caller holds none of the bytes', () => {
    for (const wrong of [{ expiryMonth: '13' }, { nameOnCard: '' }, { cvc: bytes('12') }]) {
      const given = { ...card, number: bytes(card.number), ...wrong };
      assert.throws(() => cardseal.sealCard(session(), given), { name: 'CardsealError', code: 'invalid_card' });
      assert.ok(given.number.every((byte) => byte === 0));
      assert.equal(scanMemory(bytes(card.number), bytes(card.number.slice(4, 12))), 0);
    }
  });

  it('holds nothing when the browser gives no random numbers', (test) => {
    test.mock.method(globalThis.crypto, 'getRandomValues', () => {
      throw new Error('no entropy');
    });
    assert.throws(() => cardseal.sealCard(session(), card), { code: 'random_unavailable' });
    assert.equal(scanMemory(bytes(card.number)), 0);
  });

  const stop = () => assert.throws(() => module.run(trap), { code: 'internal' });

  it('is all zero after a trap, and init() starts anew', async () => {
    const { memory } = module;
    memory.set(bytes(card.number), memory.length - 64);
    stop();
    assert.ok(memory.every((byte) => byte === 0));
    assert.throws(() => cardseal.sealCard(session(), card), { code: 'not_initialized' });
    assert.equal(memorySize(), 0);
    await cardseal.init();
    assertHoldsTheCard(cardseal.sealCard(session(), card));
  });

  it('of a dropped instance is out of reach of the objects that lived in it', async () => {
    const before = new cardseal.SecureCardField(session());
    stop();
    await cardseal.init();
    assert.throws(() => before.state, { code: 'internal' });
    before.destroy();
    assert.throws(() => before.state, { code: 'destroyed' });
  });

  it('has room for 48 fields at a time, and one more is refused by name', () => {
    const fields = Array.from({ length: 48 }, (_, at) => (at % 2 ? new cardseal.SecureCvcField() : new cardseal.SecureCardField(session())));
    assert.throws(() => new cardseal.SecureCvcField(), { name: 'CardsealError', code: 'too_many_fields' });
    fields[0].destroy();
    fields[0] = new cardseal.SecureCardField(session());
    assert.throws(() => new cardseal.SecureCardField(session()), { code: 'too_many_fields' });
    for (const field of fields) {
      assert.equal(field.state.complete, false);
      field.destroy();
    }
  });

  it('does not grow over a thousand cards', async () => {
    for (let count = 0; count < 1000; count += 1) cardseal.sealCard(session(), card);
    assert.ok(memorySize() <= 2 * 65_536, `${memorySize() / 65_536} pages`);
  });
});

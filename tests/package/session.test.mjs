// The rules of a session, to the millisecond: a card is encrypted while half a minute is left, and not later.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it, mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { assertHoldsTheCard, card, session } from './lib/card.mjs';

describe('the end of a session', () => {
  const end = Date.UTC(2031, 0, 1);
  let cardseal;
  before(async () => {
    cardseal = await import(pathToFileURL(join(packagePaths().folder, 'seal.js')).href);
    await cardseal.init();
  });

  const sealedAt = (moment, expiresAt) => {
    const now = mock.method(Date, 'now', () => moment);
    try {
      return cardseal.sealCard(session({ expiresAt }), card);
    } finally {
      now.mock.restore();
    }
  };

  it('lets a card through until 30 seconds before it', () => {
    for (const expiresAt of [end, new Date(end), new Date(end).toISOString()]) {
      assertHoldsTheCard(sealedAt(end - 30_000, expiresAt));
      assert.throws(() => sealedAt(end - 29_999, expiresAt), { code: 'session_expired' });
      assert.throws(() => sealedAt(end + 1, expiresAt), { code: 'session_expired' });
    }
  });

  it('has to be a moment', () => {
    for (const expiresAt of ['soon', NaN, null, undefined, {}, true, new Date(NaN), 10n]) {
      assert.throws(() => sealedAt(0, expiresAt), { code: 'expires_at_invalid' }, String(expiresAt));
    }
  });

  it('is not looked at before the key, whose refusal tells more', () => {
    assert.throws(() => cardseal.sealCard(session({ expiresAt: 0, encryptionKey: 'AAAA' }), card), { code: 'key_not_spki' });
    assert.throws(() => cardseal.sealCard(session({ expiresAt: 'soon', encryptionKey: 'AAAA' }), card), { code: 'expires_at_invalid' });
  });

  it('a key that is refused is not followed by the one before it', () => {
    const good = session();
    assertHoldsTheCard(cardseal.sealCard(good, card));
    assert.throws(() => cardseal.sealCard(session({ encryptionKey: 'AAAA' }), card), { code: 'key_not_spki' });
    assertHoldsTheCard(cardseal.sealCard(good, card));
  });
});

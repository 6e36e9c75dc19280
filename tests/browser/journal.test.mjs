// The counters of the panel "What left this page" must be able to say something other than 0.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsOfACard, entryOf, fold } from '../../www/public/js/journal.js';

test('a card number in a body is counted however it is written', () => {
  for (const written of ['4440000112290002', '4440 0001 1229 0002', '4440-0001-1229-0002']) {
    assert.equal(digitsOfACard(JSON.stringify({ note: `pay ${written} now` })), 16, written);
  }
  assert.equal(digitsOfACard(JSON.stringify({ number: 4440000112290002 })), 16, 'as a JSON number too');
  assert.equal(digitsOfACard('{"a":"4440000112290002","b":"5550000112220002"}'), 32);
});

test('other digits are not', () => {
  for (const body of ['', '{"price":"285000"}', '{"number":"4440000112290003"}', '{"at":"2030-01-01T00:00:00.000000001Z"}',
    '{"token":"00000000-0000-4000-8000-000000000005a"}', '{"x":"AB4440000112290002"}']) {
    assert.equal(digitsOfACard(body), 0, body);
  }
});

test('the first digits that the field reported are looked for anywhere', () => {
  assert.equal(digitsOfACard('{"x":"AB44400001CD"}', '44400001'), 8);
  assert.equal(digitsOfACard('{"x":"AB44400001CD"}', '44400002'), 0);
  assert.equal(digitsOfACard('{"x":"AB44400001CD"}', ''), 0);
});

test('a security code is counted and never shown, an envelope is folded', () => {
  const envelope = 'QUJD'.repeat(300);
  const saved = entryOf({ method: 'POST', path: '/api/orders/x/saved', body: JSON.stringify({ token: 't', cvc: '737' }) });
  const bytes = new TextEncoder().encode(JSON.stringify({ token: 't', cvc: '737' }));
  assert.deepEqual({ ...entryOf({ method: 'POST', path: '/api/orders/x/saved', body: bytes }), at: saved.at, id: saved.id }, saved);
  assert.ok(new TextDecoder().decode(bytes).includes('737'), 'what is sent stays as it is');
  assert.equal(saved.codeDigits, 3);
  assert.equal(JSON.stringify(saved).includes('737'), false);
  assert.ok(saved.shown.includes('\u2022\u2022\u2022'));
  const card = entryOf({ method: 'POST', path: '/api/orders/x/card', body: JSON.stringify({ encryptedCard: envelope, save: true }) });
  assert.equal(card.cardDigits, 0);
  assert.equal(card.bytes, JSON.stringify({ encryptedCard: envelope, save: true }).length);
  assert.ok(card.shown.includes(fold(envelope)));
  assert.equal(card.shown.includes(envelope), false);
});

// What may stand beside a card: plain objects whose JSON is not too long and not too deep. All else is refused by name,
// and a card that was given along is wiped and leaves nothing.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { keyPair, open } from '../interop/lib/node-peer.mjs';
import { card } from './lib/card.mjs';
import { inputsOf, paste } from './lib/input.mjs';

const part = (name) => import(pathToFileURL(join(packagePaths().folder, name)).href);
const bytes = (text) => new TextEncoder().encode(text);
const { publicKey, privateKey } = keyPair(2048);
const session = { sessionId: 's', encryptionKey: publicKey, expiresAt: Date.now() + 900_000 };
const NAMES = { deviceInformations: 'device_informations_invalid', metadata: 'metadata_invalid' };

const cycle = { a: [] };
cycle.a.push(cycle);
/** Objects and lists by turns, so many levels in all. */
const nested = (levels) => (levels === 0 ? 7 : levels % 2 ? { a: nested(levels - 1) } : [nested(levels - 1)]);
/** An object with so many levels in it that are all objects, or all lists. */
const alike = (levels, wrap) => ({ a: Array.from({ length: levels }).reduce((inside) => wrap(inside), 7) });
const inObject = (a) => ({ a });
const inList = (a) => [a];
/** An object whose JSON has so many bytes, the last of them in characters of so many bytes each. */
const long = (length, letter = 'x', size = 1) => ({ a: 'x'.repeat((length - 8) % size) + letter.repeat((length - 8 - ((length - 8) % size)) / size) });
const throwing = () => {
  throw new Error('4440000112290002');
};

const GOOD = {
  'no members': {},
  nothing: undefined,
  null: null,
  'no prototype': Object.assign(Object.create(null), { a: 1 }),
  'values of every type': { a: -0.5e-10, b: 1e21, c: [true, false, null, [], {}], d: { '': '' }, e: undefined },
  'strings of every kind': { 'Ж"\\': '\\ud800 \\\\ud800 "}{][" \n\t\b\f\r\u0000\u001f\u007f/ 日本 😀', '{': '[', '\\': '\\' },
  'a pair of surrogates in a name': { '😀': 1 },
  'as deep as may be': nested(15) && { a: nested(15) },
  'objects alone, as deep as may be': alike(15, inObject),
  'lists alone, as deep as may be': alike(15, inList),
  'broad, not deep': { a: Array.from({ length: 500 }, () => [{}]) },
  'brackets in strings': { a: '['.repeat(100), b: '{"a":'.repeat(100) },
  'as long as may be': long(8192),
  'as long as may be, in characters of three bytes': long(8192, '山', 3),
  'a class of its own': new (class Place { x = 1; })(),
  'a toJSON that gives an object': { toJSON: () => ({ a: 1 }) },
  'a member that is left out': { a: () => 0, b: Symbol('b') },
};

const BAD = {
  'a list': [],
  'a list with an object': [{}],
  'a text': 'text',
  'the text of an object': '{}',
  'an empty text': '',
  'a boxed text': new String('{}'),
  'a number': 7,
  zero: 0,
  'no number': NaN,
  true: true,
  false: false,
  'a function': () => ({}),
  'a symbol': Symbol('a'),
  'a BigInt': 7n,
  'a BigInt inside': { a: 7n },
  'a cycle': cycle,
  'a date': new Date(0),
  'a toJSON that gives a text': { toJSON: () => '{}' },
  'a toJSON that gives a list': { toJSON: () => [] },
  'a toJSON that gives nothing': { toJSON: () => undefined },
  'a toJSON that gives null': { toJSON: () => null },
  'a toJSON that throws': { toJSON: throwing },
  'a getter that throws': { get a() { return throwing(); } },
  'a proxy that throws': new Proxy({}, { ownKeys: throwing }),
  'a level too deep': nested(17),
  'objects alone, a level too deep': alike(16, inObject),
  'lists alone, a level too deep': alike(16, inList),
  'far too deep': nested(2001),
  'deep behind what is flat': { a: [], b: {}, c: nested(16) },
  'deep behind brackets in strings': { a: ']]]}}}', b: nested(16) },
  'a byte too long': long(8193),
  'a byte too long, in characters of three bytes': long(8193, '山', 3),
  'a byte too long, in characters of two bytes': { a: 'é'.repeat(4092) + 'x' },
  'far too long': long(1_000_000),
  'the first half of a pair': { a: '\ud83d' },
  'the second half of a pair': { a: '\ude00' },
  'halves the wrong way round': { a: '\ude00\ud83d' },
  'half a pair behind a backslash': { a: '\\\ud83d' },
  'half a pair in a name': { '\udfff': 1 },
  'half a pair between good strings': { a: 'x', b: ['y', '\ud800', 'z'], c: '"' },
};

describe('what stands beside a card', () => {
  let sealCard, SecureCardField, scanMemory;
  before(async () => {
    const { init, ...cardseal } = await part('index.js');
    ({ sealCard, SecureCardField } = cardseal);
    ({ scanMemory } = await part('testing.js'));
    await init();
  });

  const given = () => ({ ...card, number: bytes(card.number), cvc: bytes(card.cvc) });

  for (const [what, value] of Object.entries(GOOD)) {
    it(`is taken: ${what}`, () => {
      for (const name of Object.keys(NAMES)) {
        const inside = JSON.parse(open(privateKey, sealCard(session, given(), { [name]: value })));
        assert.deepEqual(inside[name], JSON.parse(JSON.stringify(value ?? {})));
      }
    });
  }

  for (const [what, value] of Object.entries(BAD)) {
    it(`is refused: ${what}`, async () => {
      for (const [name, code] of Object.entries(NAMES)) {
        const plain = given();
        assert.throws(() => sealCard(session, plain, { [name]: value }), (error) => error.name === 'CardsealError' && error.code === code && !error.cause);
        assert.ok([...plain.number, ...plain.cvc].every((byte) => byte === 0), 'the caller holds none either');
        assert.equal(scanMemory(bytes(card.number), bytes(card.nameOnCard)), 0);

        const field = new SecureCardField(session);
        const inputs = inputsOf();
        field.attach(inputs);
        for (const [role, text] of Object.entries({ number: card.number, expiry: '0139', cvc: card.cvc, name: card.nameOnCard })) paste(inputs[role], text);
        await assert.rejects(field.encrypt({ [name]: value }), { name: 'CardsealError', code });
        assert.ok(field.state.valid, 'what was typed stays');
        assert.deepEqual(JSON.parse(open(privateKey, await field.encrypt())).card, card);
        field.destroy();
        assert.equal(scanMemory(bytes(card.number), bytes(card.nameOnCard)), 0);
      }
    });
  }

  it('is refused where it cannot even be read', () => {
    const plain = given();
    assert.throws(() => sealCard(session, plain, { get metadata() { return throwing(); } }), { code: 'metadata_invalid' });
    assert.throws(() => sealCard(session, plain, { get deviceInformations() { return throwing(); } }), { code: 'device_informations_invalid' });
    assert.ok(plain.number.every((byte) => byte === 0));
  });

  it('may call back: a card that is sealed meanwhile is whole, and so is the one around it', () => {
    let inner;
    const outer = sealCard(session, given(), { metadata: { toJSON: () => ({ inner: (inner = sealCard(session, given())) && true }) } });
    assert.deepEqual(JSON.parse(open(privateKey, inner)).card, card);
    assert.deepEqual(JSON.parse(open(privateKey, outer)), { card, deviceInformations: {}, metadata: { inner: true } });
  });
});

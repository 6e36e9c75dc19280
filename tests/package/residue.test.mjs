// The residue of secrets in the whole memory of both modules: none in any form that is known, however a card ends.
// trace.test.mjs finds any dependence on a secret; this one says what it looked for, and sees it where it is put.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { assertHoldsTheCard, session } from './lib/card.mjs';
import { backspace, inputsOf, paste, type } from './lib/input.mjs';
import { trap, watchInstances } from './lib/instances.mjs';
import { codeForms, contentKeyForms, countOf, foundIn, nameForms, numberForms, roundKeys } from './lib/residue.mjs';

const part = (name) => import(pathToFileURL(join(packagePaths().folder, name)).href);
const bytes = (text) => new TextEncoder().encode(text);
// Digits in no order that a table has, and two codes of which constants hold neither more often.
const NUMBER = '4539148803436467';
const NAME = 'Wulandari Kusumo';
const CODES = ['739', '285'];
const card = { number: NUMBER, expiryMonth: '07', expiryYear: '41', cvc: CODES[0], nameOnCard: NAME };
const context = { deviceInformations: { userAgent: 'Mozilla/5.0' }, metadata: { cart: 'c1' } };
const RANDOM = Uint8Array.from({ length: 76 }, (_, at) => (at * 167 + 41) & 255);
const CONTENT_KEY = RANDOM.slice(0, 32);
const FORMS = [...numberForms(NUMBER), ...nameForms(NAME), ...contentKeyForms(CONTENT_KEY)];

const entries = { 'index.js': null, 'seal.js': null };
const key = session();
let watch, modules, getRandomValues;

before(async () => {
  watch = watchInstances();
  for (const name of Object.keys(entries)) entries[name] = await part(name);
  ({ modules } = await part('lib/module.js'));
  ({ getRandomValues } = globalThis.crypto);
  globalThis.crypto.getRandomValues = (target) => (target.set(RANDOM.subarray(0, target.length)), target);
  await loaded();
});
after(() => {
  globalThis.crypto.getRandomValues = getRandomValues;
});

async function loaded() {
  for (const entry of Object.values(entries)) await entry.init();
  watch.memories = watch.memories.filter(({ buffer }) => modules.some(({ memory }) => memory.buffer === buffer));
  assert.equal(watch.memories.length, 2);
}

/** The memory of every instance since both modules were loaded. */
const memories = () => watch.memories.map(({ buffer }) => new Uint8Array(buffer));

const assertNothing = (what, forms = FORMS) => assert.deepEqual(foundIn(memories(), forms), [], what);

/** The memory of the instance that a module has now. */
const memoryOf = (name) => {
  const { memory } = modules[Object.keys(entries).indexOf(name)];
  return watch.memories.find(({ buffer }) => buffer === memory.buffer);
};

const assertAllZero = ({ buffer }) => {
  assert.ok(buffer.byteLength >= 65_536);
  assert.ok(new Uint8Array(buffer).every((byte) => byte === 0), 'all zero');
};

/** The names of the calls into a module that something makes; `block` does no more than tell an address. */
function callsOf(action) {
  const names = new Set();
  watch.hook = (name) => name !== 'block' && names.add(name);
  action();
  watch.hook = () => {};
  return [...names];
}

const places = (calls) => calls.flatMap((name) => [[name, 'before'], [name, 'after']]);

const codeOf = (action) => {
  try {
    action();
    return null;
  } catch (error) {
    assert.equal(error.name, 'CardsealError');
    return error.code;
  }
};

/** What a card may meet, and the code that it then meets. */
const refusals = [
  ['a wrong check digit', 'invalid_card', { number: `${NUMBER.slice(0, -1)}6` }],
  ['a number that is too long', 'invalid_card', { number: `${NUMBER}${NUMBER}` }],
  ['a letter in the number', 'invalid_card', { number: `${NUMBER.slice(0, -1)}O` }],
  ['no such month', 'invalid_card', { expiryMonth: '13' }],
  ['a past year', 'invalid_card', { expiryYear: '20' }],
  ['a code of a digit too few', 'invalid_card', { cvc: CODES[0].slice(1) }],
  ['no name', 'invalid_card', { nameOnCard: '' }],
  ['the number in the name', 'invalid_card', { nameOnCard: NUMBER }],
  ['a name that is too long', 'invalid_card', { nameOnCard: NAME.repeat(40) }],
  ['an expired session', 'session_expired', {}, { expiresAt: 0 }],
  ['no moment', 'expires_at_invalid', {}, { expiresAt: 'soon' }],
  ['no key', 'key_empty', {}, { encryptionKey: '' }],
  ['a key that is none', 'key_not_spki', {}, { encryptionKey: 'AAAA' }],
  ['a session without an id', 'session_key_invalid', {}, { sessionId: '' }],
  ['device informations that are a text', 'device_informations_invalid', {}, {}, { deviceInformations: 'text' }],
  ['metadata that is a list', 'metadata_invalid', {}, {}, { metadata: [] }],
  ['too much beside the card', 'envelope_too_large', {}, {}, { deviceInformations: { a: 'x'.repeat(8000) }, metadata: { a: 'x'.repeat(8000) } }],
];

describe('the search for residue', () => {
  const forms = [...FORMS, ...codeForms(CODES[0])];

  it('finds each form of each secret where it is put', () => {
    for (const { memory } of modules) {
      for (const [what, form] of forms) {
        const before = countOf([memory], [[what, form]]);
        memory.set(form, memory.length - 64);
        assert.equal(countOf([memory], [[what, form]]), before + 1, what);
        assert.deepEqual(foundIn([memory], [[what, form]]), [what]);
        memory.fill(0, memory.length - 64);
      }
    }
  });

  it('finds a secret that is whole in either spelling, and no part that the page may know', () => {
    const holds = (text, encoding) => foundIn([new Uint8Array(Buffer.from(text, encoding))], FORMS).length > 0;
    for (const text of [NUMBER, '4539 1488 0343 6467', '4539-1488-0343-6467', '4539/1488/0343/6467', [...NUMBER].reverse().join(''), NAME, NAME.toUpperCase()]) {
      assert.ok(holds(text, 'latin1') && holds(text, 'utf16le'), text);
    }
    assert.ok(holds(NUMBER, 'hex') && holds(`0${NUMBER}0`, 'hex'), 'BCD at either nibble');
    assert.ok(!holds(`${NUMBER.slice(0, 6)}••••••${NUMBER.slice(-4)}`, 'utf16le'));
  });

  it('knows the round keys of AES-256 (FIPS 197, A.3)', () => {
    const vector = Buffer.from('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'hex');
    assert.deepEqual(roundKeys(vector).map((round) => round.toString('hex')), ['9ba354118e6925afa51a8b5f2067fcde', 'a8b09c1a93d194cdbe49846eb75d5b9a', 'd59aecb85bf3c917fee94248de8ebe96']);
  });

  it('sees the card and the content key in the middle of the work', () => {
    const seen = [];
    watch.hook = (_, when) => when === 'before' && seen.push(...foundIn(memories(), FORMS));
    entries['index.js'].sealCard(key, card, context);
    watch.hook = () => {};
    for (const what of ['number, ASCII', 'name, ASCII', 'content key']) assert.ok(seen.includes(what), what);
  });
});

for (const name of Object.keys(entries)) {
  describe(`what sealCard of ${name} leaves`, () => {
    const seal = (given = {}, session = {}, beside = context) => entries[name].sealCard({ ...key, ...session }, { ...card, ...given }, beside);

    it('nothing after a sealed card, given as text or as bytes', () => {
      assertHoldsTheCard(seal(), card);
      assertNothing('text');
      const given = { number: bytes(NUMBER), cvc: bytes(CODES[0]) };
      seal(given);
      assertNothing('bytes');
      assert.ok([...given.number, ...given.cvc].every((byte) => byte === 0), 'the caller holds none either');
    });

    for (const [what, code, given, session, beside] of refusals) {
      it(`nothing after ${what}`, () => {
        const wiped = { ...given, number: bytes(given.number ?? NUMBER), cvc: bytes(given.cvc ?? CODES[0]) };
        assert.equal(codeOf(() => seal(wiped, session, beside)), code);
        assertNothing('bytes');
        assert.ok([...wiped.number, ...wiped.cvc].every((byte) => byte === 0), 'the caller holds none either');
        assert.equal(codeOf(() => seal(given, session, beside)), code);
        assertNothing('text');
      });
    }

    it('nothing of bytes that stand beside some that were transferred', () => {
      const gone = bytes(NUMBER);
      structuredClone(gone, { transfer: [gone.buffer] });
      const cvc = bytes(CODES[0]);
      assert.equal(codeOf(() => seal({ number: gone, cvc })), 'invalid_card');
      assert.ok(cvc.every((byte) => byte === 0));
      assert.equal(codeOf(() => seal({ cvc: new Uint8Array(0) })), 'invalid_card', 'no bytes are not the same as no code');
      assertNothing('bytes');
    });

    it('nothing where the browser gives no random numbers', (test) => {
      for (const failing of [() => { throw new Error('no entropy'); }, (target) => target, undefined]) {
        test.mock.method(globalThis.crypto, 'getRandomValues', failing ?? (() => {}));
        if (!failing) globalThis.crypto.getRandomValues = undefined;
        assert.equal(codeOf(() => seal()), 'random_unavailable');
        assertNothing(String(failing));
        test.mock.restoreAll();
      }
    });

    it('no code, more often than where it never was', () => {
      const count = (code) => countOf(memories(), codeForms(code));
      seal({ cvc: undefined });
      const base = CODES.map(count);
      for (const code of CODES) {
        seal({ cvc: code });
        assert.deepEqual(CODES.map(count), base, `after ${code}`);
        assert.equal(codeOf(() => seal({ cvc: code, expiryMonth: '13' })), 'invalid_card');
        assert.deepEqual(CODES.map(count), base, `after ${code} on a card that is refused`);
      }
    });

    it('no byte at all after a trap in any call of the work, and the instance refuses', async () => {
      const calls = callsOf(() => seal());
      let seen = 0;
      for (const [called, when] of places(calls)) {
        const memory = memoryOf(name);
        let met = 0;
        watch.hook = (other, at) => {
          if (other !== called || at !== when) return;
          met += 1;
          seen = Math.max(seen, foundIn([new Uint8Array(memory.buffer)], FORMS).length);
          trap();
        };
        const code = codeOf(() => seal());
        watch.hook = () => {};
        assert.deepEqual([code, met], ['internal', 1], `${called}, ${when}`);
        assertAllZero(memory);
        const number = bytes(NUMBER);
        assert.equal(codeOf(() => seal({ number })), 'not_initialized');
        assert.ok(number.every((byte) => byte === 0), 'the caller holds none either');
        await loaded();
        assert.ok(seal().length > 100);
        assertNothing('of the next one');
      }
      assert.ok(seen >= 3, 'number, name and content key were there');
    });
  });
}

describe('what a field leaves', () => {
  const TYPED = { number: NUMBER, expiry: '0741', cvc: CODES[0], name: NAME };

  function filled(put = type, texts = TYPED) {
    const field = new entries['index.js'].SecureCardField(key);
    const inputs = inputsOf();
    field.attach(inputs);
    for (const [role, text] of Object.entries(texts)) put(inputs[role], text);
    for (const input of Object.values(inputs)) input.dispatchEvent(new Event('blur'));
    return { field, inputs };
  }
  const corrected = (input, text) => {
    type(input, `${text.slice(0, 2)}7`);
    backspace(input);
    type(input, text.slice(2));
  };
  const grouped = { ...TYPED, number: NUMBER.match(/.{4}/g).join('-'), expiry: '2041-07' };
  const ways = { typed: [type, TYPED], pasted: [paste, grouped], corrected: [corrected, TYPED] };

  const ends = {
    sealed: (field) => field.encrypt(context),
    cleared: (field) => field.clear(),
    unmounted: (field) => field.unmount(),
    destroyed: (field) => field.destroy(),
    'refused for its context, and destroyed': (field) => refused(field, 'metadata_invalid', { metadata: 'x' }),
    'refused for its number, and destroyed': (field, inputs) => {
      type(inputs.number, '9');
      backspace(inputs.number);
      backspace(inputs.number);
      return refused(field, 'invalid_card');
    },
    'late, and destroyed': (field) => {
      field.rekey({ ...key, expiresAt: Date.now() + 20_000 });
      return refused(field, 'session_expired');
    },
    'sealed, typed again and refused, and destroyed': async (field, inputs) => {
      await field.encrypt(context);
      for (const [role, text] of Object.entries(TYPED)) type(inputs[role], text);
      return refused(field, 'already_encrypted');
    },
    'without random numbers, and destroyed': async (field) => {
      const { getRandomValues: stubbed } = globalThis.crypto;
      globalThis.crypto.getRandomValues = () => { throw new Error('no entropy'); };
      try {
        await refused(field, 'random_unavailable');
      } finally {
        globalThis.crypto.getRandomValues = stubbed;
      }
    },
  };
  async function refused(field, code, beside = context) {
    await assert.rejects(field.encrypt(beside), { name: 'CardsealError', code });
    field.destroy();
  }

  for (const [how, [put, texts]] of Object.entries(ways)) {
    for (const [name, end] of Object.entries(ends)) {
      it(`nothing of a card that was ${how} and is ${name}`, async () => {
        const { field, inputs } = filled(put, texts);
        assert.ok(field.state.valid, JSON.stringify(field.state));
        assert.ok(foundIn(memories(), numberForms(NUMBER)).length > 0, 'while it is there, it is found');
        await end(field, inputs);
        assertNothing(name);
        assert.ok(Object.values(inputs).every(({ value }) => value === ''), 'the inputs are empty');
        field.destroy();
      });
    }
  }

  it('nothing of a code, more often than where it never was', () => {
    const count = () => CODES.map((code) => countOf(memories(), codeForms(code)));
    const ended = (code, end) => {
      const field = new entries['index.js'].SecureCvcField();
      const inputs = inputsOf(['cvc']);
      field.attach(inputs);
      type(inputs.cvc, code);
      end(field);
      field.destroy();
    };
    ended('', () => {});
    const base = count();
    for (const code of CODES) {
      for (const end of [(field) => field.take().fill(0), (field) => field.clear(), () => {}]) {
        ended(code, end);
        assert.deepEqual(count(), base, code);
      }
    }
  });

  it('no byte at all after a trap in any of its calls, and the instance refuses', async () => {
    /** All that can be done with a field that was filled. */
    const work = ({ field, inputs }) => {
      type(inputs.name, 'x');
      inputs.name.dispatchEvent(new Event('blur'));
      codeOf(() => field.validate());
      field.encrypt(context).catch(() => {});
      codeOf(() => field.clear());
      codeOf(() => field.rekey(key));
      field.destroy();
    };
    const form = filled();
    const calls = callsOf(() => work(form));
    assert.ok(calls.length > 2, `${calls}`);
    for (const [called, when] of places(calls)) {
      const card = filled();
      const memory = memoryOf('index.js');
      assert.ok(foundIn([new Uint8Array(memory.buffer)], numberForms(NUMBER)).length > 0);
      let met = 0;
      watch.hook = (other, at) => {
        if (other !== called || at !== when) return;
        met += 1;
        trap();
      };
      work(card);
      watch.hook = () => {};
      assert.equal(met, 1, 'the calls behind it meet an instance that is gone');
      assertAllZero(memory);
      assert.equal(codeOf(() => entries['index.js'].sealCard(key, card)), 'not_initialized');
      await loaded();
    }
  });
});

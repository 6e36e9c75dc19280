// The forms in which a secret may be left in memory, and the search for them.

// The shortest run of a card number that counts: longer than the six digits that may be known.
const RUN = 7;
// As BCD, four bytes of eight digits: a shorter run is met by chance.
const BCD_RUN = 8;

const ascii = (text) => Buffer.from(text, 'latin1');
const utf16le = (text) => Buffer.from(text, 'utf16le');
const utf16be = (text) => Buffer.from(text, 'utf16le').swap16();
const reversed = (text) => [...text].reverse().join('');
const values = (digits) => Buffer.from([...digits].map(Number));
const bcd = (digits) => Buffer.from(digits, 'hex');

/** All runs of so many characters. */
const runs = (text, length) => Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));

const inTexts = (what, texts) => texts.flatMap((text) => [[`${what}, ASCII`, ascii(text)], [`${what}, UTF-16LE`, utf16le(text)], [`${what}, UTF-16BE`, utf16be(text)]]);

/**
 * Every form of a card number of which at least seven digits, one of them hidden, are there: `[what, bytes]`. Each run
 * of seven holds a digit between the first six and the last four, and each run of eight in BCD starts at either nibble.
 */
export function numberForms(number) {
  const groups = number.match(/.{1,4}/g);
  const pairs = groups.slice(1).map((group, at) => [groups[at], group]);
  return [
    ...inTexts('number', runs(number, RUN)),
    ...inTexts('number reversed', runs(reversed(number), RUN)),
    ...runs(number, RUN).map((run) => ['number, digit values', values(run)]),
    ...runs(reversed(number), RUN).map((run) => ['number reversed, digit values', values(run)]),
    ...runs(number, BCD_RUN).map((run) => ['number, BCD', bcd(run)]),
    ...runs(reversed(number), BCD_RUN).map((run) => ['number reversed, BCD', bcd(run)]),
    ...[' ', '-', '/'].flatMap((mark) => inTexts(`number grouped by '${mark}'`, pairs.map((pair) => pair.join(mark)))),
  ];
}

/** Every form of a name: runs of six letters, as they are and in capitals. */
export function nameForms(name) {
  const written = [...new Set([name, name.toUpperCase(), name.toLowerCase()])];
  return written.flatMap((text) => [...inTexts('name', runs(text, 6)), ...inTexts('name reversed', runs(reversed(text), 6))]);
}

/** Every form of a content key, and of the round keys that AES-256 derives from it first. */
export function contentKeyForms(key) {
  const bytes = Buffer.from(key);
  const hex = bytes.toString('hex');
  const base64 = bytes.toString('base64');
  return [
    ...Array.from({ length: 4 }, (_, at) => ['content key', bytes.subarray(8 * at, 8 * at + 8)]),
    ['content key reversed', Buffer.from(bytes).reverse().subarray(0, 16)],
    ...Array.from({ length: 4 }, (_, at) => ['content key, words swapped', swapped(bytes).subarray(8 * at, 8 * at + 8)]),
    ...inTexts('content key, hex', [hex.slice(0, 16), hex.slice(48), hex.toUpperCase().slice(0, 16)]),
    ...inTexts('content key, base64', [base64.slice(0, 16), base64.slice(16, 32), bytes.toString('base64url').slice(0, 16)]),
    ...roundKeys(bytes).flatMap((round, at) => [[`round key ${at + 2}`, round], [`round key ${at + 2}, words swapped`, swapped(round)]]),
  ];
}

/** Every form of a code. They are so short that constants hold some: compare with a memory that never held the code. */
export function codeForms(code) {
  return [
    ...inTexts('code', [code, reversed(code)]),
    ['code, digit values', values(code)],
    ['code reversed, digit values', values(reversed(code))],
    ['code, BCD', bcd(code.padStart(4, '0'))],
    ['code, BCD', bcd(code.padEnd(4, '0'))],
    ...inTexts('code in JSON', [`"${code}"`]),
  ];
}

/** How often each form is in memory, in all. */
export function countOf(memories, forms) {
  const searched = memories.map(dense);
  return forms.reduce((sum, [, bytes]) => sum + searched.reduce((total, memory) => total + hits(memory, bytes), 0), 0);
}

/** The forms that are in memory, each by its name, once. */
export function foundIn(memories, forms) {
  const searched = memories.map(dense);
  return [...new Set(forms.filter(([, bytes]) => searched.some((memory) => memory.includes(bytes))).map(([what]) => what))];
}

/**
 * Those of the forms that were not at the same place in `before`, copies of the memories from a time when the secret was
 * not known. With many secrets, one of them is met somewhere in tables and keys by chance.
 */
export function newIn(memories, before, forms) {
  const found = foundIn(memories, forms);
  const isNew = ([what, bytes]) => found.includes(what) && memories.some((memory, at) => standsNewly(memory, before[at], bytes));
  return [...new Set(forms.filter(isNew).map(([what]) => what))];
}

/** The first three round keys behind the key itself (FIPS 197, 5.2). */
export function roundKeys(key) {
  const words = Array.from({ length: 8 }, (_, at) => key.readUInt32BE(4 * at));
  for (let at = 8; at < 20; at += 1) {
    const last = words[at - 1];
    const turned = at % 8 === 0 ? substituted(((last << 8) | (last >>> 24)) >>> 0) ^ (1 << (23 + at / 8)) : at % 8 === 4 ? substituted(last) : last;
    words.push((words[at - 8] ^ turned) >>> 0);
  }
  return [2, 3, 4].map((round) => {
    const bytes = Buffer.alloc(16);
    words.slice(4 * round, 4 * round + 4).forEach((word, at) => bytes.writeUInt32BE(word, 4 * at));
    return bytes;
  });
}

function standsNewly(memory, before, bytes) {
  const [now, then] = [memory, before].map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
  for (let at = now.indexOf(bytes); at !== -1; at = now.indexOf(bytes, at + 1)) {
    if (!then.subarray(at, at + bytes.length).equals(bytes)) return true;
  }
  return false;
}

function hits(memory, bytes) {
  let count = 0;
  for (let at = memory.indexOf(bytes); at !== -1; at = memory.indexOf(bytes, at + 1)) count += 1;
  return count;
}

// More zeros in a row than any form has.
const ZEROS = 64;

/** A copy in which no more than so many zeros follow each other: most of a memory is zeros, which hold no secret. */
function dense(memory) {
  const copy = Buffer.allocUnsafe(memory.length);
  let [length, zeros] = [0, 0];
  for (let at = 0; at < memory.length; at += 1) {
    zeros = memory[at] === 0 ? zeros + 1 : 0;
    if (zeros > ZEROS) continue;
    copy[length] = memory[at];
    length += 1;
  }
  return copy.subarray(0, length);
}

function swapped(bytes) {
  return Buffer.from(bytes).swap32();
}

const substituted = (word) => [24, 16, 8, 0].reduce((sum, shift) => (sum | (SBOX[(word >>> shift) & 255] << shift)) >>> 0, 0);

// FIPS 197, 5.1.1: the inverse in GF(2^8), by powers of the generator 3, then the affine map.
const SBOX = (() => {
  const box = new Uint8Array(256);
  let [power, inverse] = [1, 1];
  do {
    power ^= (power << 1) ^ (power & 0x80 ? 0x11b : 0);
    power &= 255;
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 255;
    if (inverse & 0x80) inverse ^= 9;
    const turn = (by) => ((inverse << by) | (inverse >>> (8 - by))) & 255;
    box[power] = inverse ^ turn(1) ^ turn(2) ^ turn(3) ^ turn(4) ^ 0x63;
  } while (power !== 1);
  box[0] = 0x63;
  return box;
})();

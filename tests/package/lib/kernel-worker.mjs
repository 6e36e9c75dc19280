// Compares a build of the kernel with BigInt, over random and edge cases. Run by kernel.test.mjs as
// `node kernel-worker.mjs MODULE CASES SEED`; prints `{ cases, wrong }` as JSON.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [path, cases, seed] = process.argv.slice(2);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)));
const start = exports.block();

let drawn = 0;
let pool = Buffer.alloc(0);

/** Bytes that follow from the seed. */
function random(length) {
  while (pool.length < length) pool = Buffer.concat([pool, createHash('shake256', { outputLength: 1 << 16 }).update(`${seed}/${drawn++}`).digest()]);
  const bytes = Buffer.from(pool.subarray(0, length));
  pool = pool.subarray(length);
  return bytes;
}
const below = (limit) => random(4).readUInt32LE() % limit;
const pick = (list) => list[below(list.length)];

const toBigInt = (bytes) => BigInt(`0x${bytes.toString('hex')}`);
const toBytes = (number, length) => Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');

function power(base, exponent, modulus) {
  let result = 1n;
  for (let bit = BigInt(exponent.toString(2).length - 1); bit >= 0n; bit -= 1n) {
    result = (result * result) % modulus;
    if ((exponent >> bit) & 1n) result = (result * base) % modulus;
  }
  return result;
}

/** Random, all ones, or nearly all zeros; always odd, and of just so many bits. */
function modulusOf(bits) {
  const length = Math.ceil(bits / 8);
  let number = pick([() => random(length), () => random(length), () => Buffer.alloc(length, 255), () => Buffer.alloc(length)])();
  if (below(2)) number[below(length)] ^= 1 << below(8);
  number = toBigInt(number) & ((1n << BigInt(bits)) - 1n);
  return number | 1n | (1n << BigInt(bits - 1));
}

/** Edges, what Montgomery's form is 1, one bit or all ones for, long runs of ones, more than the modulus, and anything. */
function baseOf(modulus, length) {
  const bits = BigInt(8 * length);
  // Of either engine: bits to a limb, and how many bits there are in all its pairs of limbs.
  const limb = pick([27n, 51n]);
  const radix = ((bits + limb + 16n + 2n * limb - 1n) / (2n * limb)) * 2n * limb;
  const ones = (1n << bits) - 1n;
  const withForm = (form) => (form * power((modulus + 1n) / 2n, radix, modulus)) % modulus;
  const kinds = [
    () => 0n,
    () => 1n,
    () => modulus - 1n,
    () => (1n << radix) % modulus,
    () => withForm(1n << BigInt(below(8 * length))),
    () => withForm(ones),
    () => ones % modulus,
    () => ones,
    () => (1n << BigInt(below(8 * length))) % modulus,
  ];
  return below(4) ? toBigInt(random(length)) % modulus : pick(kinds)();
}

let wrong = 0;
for (let done = 0; done < Number(cases); done += 1) {
  const bits = below(32) ? 2048 : pick([2049, 2056, 2057, 2104, 3072, 3073, 4096, 6000, 8192]);
  const exponent = below(8) ? 65537 : pick([3, 65539, 2 ** 32 + 15, 2 ** 33 - 1]);
  const length = Math.ceil(bits / 8);
  const modulus = modulusOf(bits);
  const base = baseOf(modulus, length);
  const block = Buffer.from(exports.memory.buffer, start, 2 * length);
  block.set(toBytes(modulus, length));
  block.set(toBytes(base, length), length);
  if (exports.power(length, exponent) !== length) throw new Error('the kernel refused');
  const result = Buffer.from(exports.memory.buffer, start + length, length);
  if (toBigInt(result) !== power(base, BigInt(exponent), modulus)) wrong += 1;
}
console.log(JSON.stringify({ cases: Number(cases), wrong }));

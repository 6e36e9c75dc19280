// One instance of a module, and the part of its memory through which texts go, one behind the other.
import { reasons, refusal } from './codes.js';
import { CardsealError } from './error.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// As the module was built: `BLOCK` in its source, and the stack that its linker puts first in memory.
const BLOCK = 36 * 1024;
const STACK = 28 * 1024;

// A key may have as many bytes. One more, so that a longer one is refused as too long.
const KEY = 16 * 1024 + 1;

// A content key, a nonce and a seed.
const RANDOM = 32 + 12 + 32;

/** Random bytes come first in the block, then texts; an answer takes their place, but an envelope lies behind them. */
export class Block {
  #exports;
  #start;
  #end;
  #key;

  /** Takes an instance that was just made. */
  constructor({ exports }) {
    this.#exports = exports;
    this.#start = this.#end = exports.block();
    /** All of the memory, which never grows. */
    this.bytes = new Uint8Array(exports.memory.buffer);
  }

  /**
   * Puts a text, or bytes, and gives the length. One that is longer than `most` is cut, and refused as too long: no
   * part of a card has more than 255 bytes.
   */
  put(text, most = 256) {
    const room = this.bytes.subarray(this.#end, this.#end + most);
    let { length } = text;
    if (typeof text === 'string') {
      const { read, written } = encoder.encodeInto(text, room);
      length = read < length ? most : written;
    } else if (length) {
      length = Math.min(length, most);
      room.set(text.subarray(0, length));
    }
    this.#end += length;
    return length;
  }

  /** Puts the random bytes of one envelope. */
  putRandom() {
    const random = this.bytes.subarray(this.#end, (this.#end += RANDOM));
    try {
      crypto.getRandomValues(random);
    } catch {
      // Refused by the module.
      random.fill(0);
    }
  }

  /** Calls an export, whose answer is a number. What the module refused is thrown. */
  call(name, ...given) {
    const answer = this.#exports[name](...given);
    if (answer >= 0) return answer;
    // The smallest number is no refusal: the module is in the middle of another call.
    if (answer < -0xff) throw new RangeError();
    const code = refusal(~answer);
    throw new CardsealError(code, undefined, code === 'invalid_card' && { fields: reasons(this.answer(4)) });
  }

  /** Has the module take a session's key, if it is not the one that it has. It comes before all other texts. */
  useKey(text) {
    if (this.#key === text) return;
    this.#key = null;
    this.call('key', this.put(text, KEY));
    this.#key = text;
    this.#end = this.#start;
  }

  /** The bytes of an answer. */
  answer(length, from = this.#start) {
    return this.bytes.subarray(from, from + length);
  }

  /** The text of an answer. */
  text(length) {
    return decoder.decode(this.answer(length));
  }

  /** The text of an envelope, which lies behind the texts that it was made of. */
  envelope(length) {
    return decoder.decode(this.answer(length, this.#end));
  }

  /** Overwrites the block, and the stack, on which nothing is alive between two calls. */
  wipe() {
    this.#end = this.#start;
    this.bytes.fill(0, 0, STACK).fill(0, this.#start, this.#start + BLOCK);
  }
}

// One WebAssembly instance: loading it, exchanging texts with it, and guarding every call into it.
import { reasons, refusal } from './codes.js';
import { CardsealError } from './error.js';

/** Every module of this package that was imported. */
export const modules = [];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A module of this package, from one of two files. */
export class Module {
  #sources;
  #compiled = null;
  #exports = null;
  #loading = null;

  /**
   * `simd` and `fused` give the address of a file; the second is for machines that round a multiply-add once. Where
   * everything is in one file, `hex` is the module itself.
   */
  constructor(sources) {
    this.#sources = sources;
    modules.push(this);
  }

  /** Loads the module. Further calls do nothing; after a failure, or a trap, a call tries again. */
  async init(options) {
    if (this.#exports) return;
    this.#loading ??= this.#load(options);
    try {
      this.#exports = await this.#loading;
    } finally {
      this.#loading = null;
    }
  }

  /**
   * Calls into the module; `work` gets its exports and the block through which texts go. Whatever happens, the block
   * is zeros afterwards. A trap runs no destructor, so it is followed by wiping the whole memory and dropping the
   * instance: what was typed is gone, objects made before are dead, and `init()` makes a new one.
   */
  run(work) {
    const exports = this.#exports;
    if (!exports) throw new CardsealError('not_initialized', 'cardseal is not loaded: call `await init()` first');
    let block;
    try {
      block = new Block(exports);
      return work(exports, block);
    } catch (error) {
      if (!isTrap(error)) throw CardsealError.from(error);
      this.#exports = null;
      new Uint8Array(exports.memory.buffer).fill(0);
      throw new CardsealError('internal', 'the module stopped and was wiped: call `await init()` and begin anew');
    } finally {
      block?.wipe();
    }
  }

  /** The bytes of the module's memory as they are now; null before `init()`. */
  get memory() {
    return this.#exports && new Uint8Array(this.#exports.memory.buffer);
  }

  async #load({ module, integrity }) {
    if (typeof WebAssembly === 'undefined') throw new CardsealError('wasm_unavailable', 'this browser has no WebAssembly');
    try {
      const { hex } = this.#sources;
      this.#compiled ??= hex && !module ? await compiledHere(bytesOf(hex)) : await compiled((await module) ?? (await this.#source(integrity)), integrity);
      return (await WebAssembly.instantiate(this.#compiled)).exports;
    } catch (error) {
      throw failure(error);
    }
  }

  async #source(integrity) {
    // One hash is that of the file that works everywhere; with the hashes of both files, separated by a space, each will do.
    const either = !integrity || integrity.trim().includes(' ');
    const url = (either && fuses() ? this.#sources.fused : this.#sources.simd)();
    if (url.protocol !== 'file:' || !globalThis.process?.versions?.node) return fetched(url, integrity);
    const fs = 'node:fs/promises';
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ fs);
    return readFile(url);
  }
}

/** The part of the memory through which texts go, one behind the other. */
class Block {
  #exports;
  #start;
  #end;

  constructor(exports) {
    this.#exports = exports;
    this.#start = this.#end = exports.block();
  }

  /** The next so many bytes, to be filled. */
  take(length) {
    const bytes = new Uint8Array(this.#exports.memory.buffer, this.#end, length);
    this.#end += length;
    return bytes;
  }

  /** Puts a text, or bytes, and gives the length. One that is longer than `most` is cut, and refused as too long. */
  put(text, most) {
    const room = new Uint8Array(this.#exports.memory.buffer, this.#end, most);
    let length = Math.min(text.length, most);
    if (typeof text === 'string') {
      const { read, written } = encoder.encodeInto(text, room);
      length = read < text.length ? most : written;
    } else {
      room.set(text.subarray(0, length));
    }
    this.#end += length;
    return length;
  }

  /** An answer that is a number. What the module refused is thrown. */
  number(answer) {
    if (answer >= 0) return answer;
    // The smallest number is no refusal: the module is in the middle of another call.
    if (answer < -0xff) throw new RangeError();
    const code = refusal(-answer - 1);
    throw new CardsealError(code, `refused: ${code.replaceAll('_', ' ')}`, code === 'invalid_card' ? { fields: reasons(this.bytes(4)) } : undefined);
  }

  /** The bytes of an answer. */
  bytes(answer) {
    return new Uint8Array(this.#exports.memory.buffer, this.#start, this.number(answer));
  }

  /** The text of an answer. */
  text(answer) {
    return decoder.decode(this.bytes(answer));
  }

  /** Overwrites the block, and the stack, on which nothing is alive between two calls. */
  wipe() {
    const bytes = new Uint8Array(this.#exports.memory.buffer);
    bytes.fill(0, 0, STACK).fill(0, this.#start, this.#start + BLOCK);
  }
}

// As the module was built: `BLOCK` in its source, and the stack that its linker puts first in memory.
const BLOCK = 36 * 1024;
const STACK = 28 * 1024;

async function compiled(source, integrity) {
  if (source instanceof WebAssembly.Module) return source;
  const given = typeof source === 'string' || source instanceof URL || source instanceof Request ? await fetched(source, integrity) : source;
  if (!(typeof Response === 'function' && given instanceof Response)) return WebAssembly.compile(given);
  if (given.ok === false) throw new Error(`the module could not be fetched: ${given.status}`);
  // A server that does not know the type of the file is no reason to fail.
  if (given.headers.get('content-type') === 'application/wasm') return WebAssembly.compileStreaming(given);
  return WebAssembly.compile(await given.arrayBuffer());
}

// A preload serves this very request: no header and no mode but the usual ones.
const fetched = (source, integrity) => fetch(source, integrity ? { integrity } : {});

// Bytes that are there already are compiled soonest without a detour; engines that refuse that for long modules take it.
async function compiledHere(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return WebAssembly.compile(bytes);
  }
}

// Many times as fast where the engine does it; engines from before 2025 do not.
function bytesOf(hex) {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(hex);
  const bytes = new Uint8Array(hex.length / 2);
  const digit = (code) => (code & 15) + (code >> 6) * 9;
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = digit(hex.charCodeAt(2 * at)) * 16 + digit(hex.charCodeAt(2 * at + 1));
  return bytes;
}

function failure(error) {
  const text = String(error?.message);
  const refused = error instanceof WebAssembly.CompileError && (text.includes('Content Security Policy') || text.includes('unsafe-eval') || text.includes('CSP'));
  return refused
    ? new CardsealError('wasm_blocked', "this page's Content Security Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src", { cause: error })
    : new CardsealError('init_failed', 'the WebAssembly module could not be loaded', { cause: error });
}

// A stack overflow inside the module is a RangeError.
function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

// Whether this machine has a multiply-add that rounds once. The module is `f(x, y) = x * x + y`, by `relaxed_madd`: the
// square of 2^27 + 1 takes one bit more than a double has, which is lost where it is rounded before the sum.
function fuses() {
  try {
    const probe = new WebAssembly.Module(bytesOf(PROBE));
    return new WebAssembly.Instance(probe).exports.f(2 ** 27 + 1, -(2 ** 54)) === 2 ** 28 + 1;
  } catch {
    return false;
  }
}

const PROBE = '0061736d0100000001070160027c7c017c03020100070501016600000a160114002000fd142000fd142001fd14fd8702fd21000b';

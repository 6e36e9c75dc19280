// One WebAssembly instance: loading it, exchanging texts with it, and guarding every call into it.
import { reasons, refusal } from './codes.js';
import { CardsealError } from './error.js';

/** Every module of this package that was imported. */
export const modules = [];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A module of this package, from one of two files: `simd` and `fused` give their addresses; the second is for machines
 * that round a multiply-add once. Where everything is in one file, `here` gives the module itself, compiled.
 */
export function moduleOf({ simd, fused, here }) {
  let compiled, loading, block;

  async function load({ module, integrity } = {}) {
    // With one hash it has to be the file that works everywhere; with both, separated by a space, each will do.
    const own = here ?? (() => ((!integrity || /\S \S/.test(integrity)) && fuses() ? fused : simd)());
    try {
      compiled ??= await compiledFrom((await module) ?? (await own()), integrity);
      block = blockOf(new WebAssembly.Instance(compiled).exports);
    } catch (cause) {
      throw failure(cause);
    }
  }

  const module = {
    /** Loads the module. Further calls do nothing; after a failure, or a trap, a call tries again. */
    async init(options) {
      if (!block) await (loading ??= load(options).finally(() => (loading = null)));
    },

    /**
     * Calls into the module; `work` gets the block through which texts go. Whatever happens, the block is zeros
     * afterwards. A trap runs no destructor, so it is followed by wiping the whole memory and dropping the instance:
     * what was typed is gone, objects made before are dead, and `init()` makes a new one.
     */
    run(work) {
      const now = block;
      if (!now) throw new CardsealError('not_initialized', 'call `await init()` first');
      try {
        return work(now);
      } catch (error) {
        if (error instanceof CardsealError) throw error;
        if (isTrap(error)) {
          block = null;
          now.bytes.fill(0);
        }
        throw new CardsealError('internal', 'call `await init()` and begin anew', { cause: error });
      } finally {
        now.wipe();
      }
    },

    /** The bytes of the module's memory as they are now, once it is loaded. */
    get memory() {
      return block?.bytes;
    },
  };
  modules.push(module);
  return module;
}

/** An instance, and the part of its memory through which texts go, one behind the other. */
function blockOf(exports) {
  const start = exports.block();
  // Never grows, so these are all of it for good.
  const bytes = new Uint8Array(exports.memory.buffer);
  let end = start;
  let key;

  const block = {
    bytes,

    /** The next so many bytes, to be filled. */
    take: (length) => bytes.subarray(end, (end += length)),

    /**
     * Puts a text, or bytes, and gives the length. One that is longer than `most` is cut, and refused as too long: no
     * part of a card has more than 255 bytes.
     */
    put(text, most = 256) {
      const room = bytes.subarray(end, end + most);
      let { length } = text;
      if (typeof text === 'string') {
        const { read, written } = encoder.encodeInto(text, room);
        length = read < length ? most : written;
      } else if (length) {
        length = Math.min(length, most);
        room.set(text.subarray(0, length));
      }
      end += length;
      return length;
    },

    /** Calls an export, whose answer is a number. What the module refused is thrown. */
    call(name, ...given) {
      const answer = exports[name](...given);
      if (answer >= 0) return answer;
      // The smallest number is no refusal: the module is in the middle of another call.
      if (answer < -0xff) throw new RangeError();
      const code = refusal(~answer);
      throw new CardsealError(code, undefined, code === 'invalid_card' && { fields: reasons(block.answer(4)) });
    },

    /** Has the module take a session's key, if it is not the one that it has. It comes before all other texts. */
    useKey(text) {
      if (key === text) return;
      key = null;
      block.call('key', block.put(text, KEY));
      key = text;
      end = start;
    },

    /** The bytes of an answer. */
    answer: (length, from = start) => bytes.subarray(from, from + length),

    /** The text of an answer. An envelope lies behind the texts that it was made of. */
    text: (length, isEnvelope) => decoder.decode(block.answer(length, isEnvelope ? end : start)),

    /** Overwrites the block, and the stack, on which nothing is alive between two calls. */
    wipe() {
      end = start;
      bytes.fill(0, 0, STACK).fill(0, start, start + BLOCK);
    },
  };
  return block;
}

// A key may have as many bytes. One more, so that a longer one is refused as too long.
const KEY = 16 * 1024 + 1;

// As the module was built: `BLOCK` in its source, and the stack that its linker puts first in memory.
const BLOCK = 36 * 1024;
const STACK = 28 * 1024;

async function compiledFrom(source, integrity) {
  if (source instanceof WebAssembly.Module) return source;
  if (source.byteLength >= 0) return WebAssembly.compile(source);
  if (source.protocol === 'file:' && globalThis.process?.versions) {
    const fs = 'node:fs/promises';
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ fs);
    return WebAssembly.compile(await readFile(source));
  }
  // A preload serves this very request: no header and no mode but the usual ones.
  const response = source instanceof Response ? source : await fetch(source, { integrity });
  if (!response.ok) throw new Error(response.status);
  // A server that does not know the type of the file is no reason to fail.
  const isTyped = response.headers.get('content-type') === 'application/wasm';
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function failure(cause) {
  if (!globalThis.WebAssembly) return new CardsealError('wasm_unavailable', 'no WebAssembly here', { cause });
  const isBlocked = /unsafe-eval|CSP/.test(cause?.message);
  return isBlocked
    ? new CardsealError('wasm_blocked', "add 'wasm-unsafe-eval' to script-src of the Content Security Policy", { cause })
    : new CardsealError('init_failed', 'the WebAssembly module could not be loaded', { cause });
}

// A stack overflow inside the module is a RangeError.
const isTrap = (error) => error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

// Whether this machine has a multiply-add that rounds once. As it starts, the module divides by what `relaxed_madd` makes
// of (2^27 + 1)^2 - (2^54 + 2^28): 1, which takes one bit more than a double has, and 0 where it is rounded before the sum.
function fuses() {
  try {
    const probe = new WebAssembly.Module(Uint8Array.from(atob(PROBE), (byte) => byte.charCodeAt()));
    return !!new WebAssembly.Instance(probe);
  } catch {
    return false;
  }
}

const PROBE = 'AGFzbQEAAAABBAFgAAADAgEACAEACisBKQEBe0EBRAAAAAIAAKBB/RQiACAARAAAAAQAAFDD/RT9hwL9IQCqbhoL';

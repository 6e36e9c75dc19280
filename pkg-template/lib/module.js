// The one WebAssembly instance: loading it, and guarding every call into it.
import start, * as glue from '../wasm/cardseal.js';
import { CardsealError } from './error.js';
import { loadMessages } from './messages.js';

let memory = null;
let loading = null;
let loaded = false;

/** Loads the module. Further calls do nothing; after a failure, or a trap, a call tries again. */
export async function init(options = {}) {
  if (options.locale) await loadMessages(options.locale);
  if (memory) return;
  loading ??= load(options);
  try {
    memory = await loading;
  } finally {
    loading = null;
  }
}

/** The module's exports, for use inside `guarded`. */
export const wasm = glue;

/**
 * Calls into the module. A trap runs no destructor, so it is followed by wiping the whole memory and dropping the
 * instance: what was typed is gone, objects made before are dead, and `init()` makes a new one.
 */
export function guarded(call) {
  if (!memory) throw new CardsealError('not_initialized', 'cardseal is not loaded: call `await init()` first');
  try {
    return call();
  } catch (error) {
    if (!isTrap(error)) throw CardsealError.from(error);
    drop();
    throw new CardsealError('internal', 'the module stopped and was wiped: call `await init()` and begin anew');
  }
}

/** The bytes of the module's memory as they are now; null before `init()`. */
export function memoryBytes() {
  return memory && new Uint8Array(memory.buffer);
}

async function load({ module, integrity }) {
  if (typeof WebAssembly === 'undefined') throw new CardsealError('wasm_unavailable', 'this browser has no WebAssembly');
  try {
    // After a trap the glue has a new instance already, and `start` gives that one.
    const exports = await (loaded ? start() : start({ module_or_path: (await module) ?? (await source(integrity)) }));
    loaded = true;
    return exports.memory;
  } catch (error) {
    throw failure(error);
  }
}

// Bundlers see this one `new URL`, copy the file and put its final address here.
async function source(integrity) {
  const url = new URL('../wasm/cardseal_bg.wasm', import.meta.url);
  if (url.protocol !== 'file:' || !globalThis.process?.versions?.node) return fetch(url, integrity ? { integrity } : {});
  const fs = 'node:fs/promises';
  const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ fs);
  return readFile(url);
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

function drop() {
  memoryBytes().fill(0);
  memory = null;
  glue.__wbg_reset_state();
}

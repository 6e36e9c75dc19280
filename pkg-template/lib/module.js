// One WebAssembly module of this package: making an instance of it, and guarding every call into that.
import { Block } from './block.js';
import { CardsealError } from './error.js';

/** Every module of this package that was imported. */
export const modules = [];

/** A module, and the instance that it has now. */
export class Module {
  #compile;
  #compiled;
  #loading;
  #block;

  /** `compile` gets the options of `init` and gives the compiled module, at once or later. */
  constructor(compile) {
    this.#compile = compile;
    modules.push(this);
  }

  /** Makes the instance. Further calls do nothing; after a failure, or a trap, a call tries again. */
  async init(options) {
    if (!this.#block) await (this.#loading ??= this.#load(options));
  }

  async #load(options) {
    // Whatever follows, it comes after the promise of it was kept above.
    await null;
    try {
      this.#compiled ??= await this.#compile(options);
      this.#block = new Block(new WebAssembly.Instance(this.#compiled));
    } catch (cause) {
      throw failure(cause);
    } finally {
      this.#loading = null;
    }
  }

  /**
   * Calls into the module; `work` gets the block through which texts go. Whatever happens, the block is zeros
   * afterwards. A trap runs no destructor, so it is followed by wiping the whole memory and dropping the instance:
   * what was typed is gone, objects made before are dead, and `init()` makes a new one.
   */
  run(work) {
    const block = this.#block;
    if (!block) throw new CardsealError('not_initialized', 'call `await init()` first');
    try {
      return work(block);
    } catch (error) {
      if (error instanceof CardsealError) throw error;
      if (isTrap(error)) {
        this.#block = null;
        block.bytes.fill(0);
      }
      throw new CardsealError('internal', 'call `await init()` and begin anew', { cause: error });
    } finally {
      block.wipe();
    }
  }

  /** The bytes of the module's memory as they are now, once it is loaded. */
  get memory() {
    return this.#block?.bytes;
  }
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

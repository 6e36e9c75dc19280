// The module with the fields of card forms.
import { CardsealError } from './error.js';
import { loadMessages } from './messages.js';
import { Module } from './module.js';
import { sealingWith } from './seal-with.js';

// Bundlers see `new URL` with both arguments in place, copy the file and put its final address here.
export const module = /* @__PURE__ */ new Module({
  simd: () => new URL('../wasm/cardseal.wasm', import.meta.url),
  fused: () => new URL('../wasm/cardseal-fused.wasm', import.meta.url),
});

/** Loads the module, and the texts of a language where one is asked for. */
export async function init(options = {}) {
  if (options.locale) await loadMessages(options.locale);
  await module.init(options);
}

/** Encrypts a card for one session; returns the `encryptedCard` string. */
export const sealCard = /* @__PURE__ */ sealingWith(module);

const forgotten = /* @__PURE__ */ new FinalizationRegistry((free) => free());

/** A field inside of the module. */
export class Inner {
  #exports;
  #number;
  #free;

  /** `make` gives the number of a new field. */
  constructor(make) {
    const [made, number] = module.run((exports, block) => [exports, block.number(make(exports, block))]);
    this.#exports = made;
    this.#number = number;
    // An instance that was dropped holds nothing any more.
    this.#free = () => {
      if (module.memory) module.run((exports) => exports === made && exports.free(number));
    };
    forgotten.register(this, this.#free, this);
  }

  /** Calls into the module for this field. */
  run(work) {
    return module.run((exports, block) => {
      if (exports !== this.#exports) throw new CardsealError('internal', 'the module that held this field was wiped: make a new field');
      return work(exports, block, this.#number);
    });
  }

  /** Wipes the field. It cannot be used again. */
  free() {
    forgotten.unregister(this);
    this.#exports = null;
    this.#free();
  }
}

// Encryption without a document: for workers, servers and fields of your own. Its module holds nothing else.
import { fetching } from './lib/fetch.js';
import { Module } from './lib/module.js';
import { sealingWith } from './lib/seal-with.js';

export { CardsealError } from './lib/error.js';

const module = /* @__PURE__ */ new Module(
  /* @__PURE__ */ fetching({
    simd: () => new URL('./wasm/seal.wasm', import.meta.url),
    fused: () => new URL('./wasm/seal-fused.wasm', import.meta.url),
  }),
);

/** Loads the module. */
export const init = (options) => module.init(options);

/** Encrypts a card for one session; returns the `encryptedCard` string. */
export const sealCard = /* @__PURE__ */ sealingWith(module);

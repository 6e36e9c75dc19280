// The module with the fields of card forms.
import { fetching } from './fetch.js';
import { loadMessages } from './messages.js';
import { Module } from './module.js';
import { sealingWith } from './seal-with.js';

// Bundlers see `new URL` with both arguments in place, copy the file and put its final address here.
export const module = /* @__PURE__ */ new Module(
  /* @__PURE__ */ fetching({
    simd: () => new URL('../wasm/cardseal.wasm', import.meta.url),
    fused: () => new URL('../wasm/cardseal-fused.wasm', import.meta.url),
  }),
);

/** Loads the module, and the texts of a language where one is asked for. */
export async function init(options) {
  if (options?.locale) await loadMessages(options.locale);
  await module.init(options);
}

/** Encrypts a card for one session; returns the `encryptedCard` string. */
export const sealCard = /* @__PURE__ */ sealingWith(module);

/** Wipes fields that a page has lost, each by what `freeing` gives. */
export const forgotten = /* @__PURE__ */ new FinalizationRegistry((free) => free());

/** What wipes a field of an instance, without holding on to the page's half. One that was dropped holds nothing any more. */
export const freeing = (home, number) => () => module.memory && module.run((block) => block === home && block.call('free', number));

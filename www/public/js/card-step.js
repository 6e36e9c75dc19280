// The secure fields of the `cardseal` package inside the shop's form: loading, drawing, closing.
import { init, SecureCardField, SecureCvcField } from '/vendor/cardseal/index.js';
import { h } from './dom.js';

// The build of the module that every browser runs, because that is the one which the page has preloaded: which of the
// two a browser would choose is known only after the package has been loaded.
const MODULE = '/vendor/cardseal/wasm/cardseal.wasm';

/** Loads the encrypting module; safe to call again after a failure. */
export function loadSeal() {
  return init({ module: MODULE });
}

/** A card field drawn into `slot`; `onchange` hears `{complete, valid, brand, bin, lastFour, errors}`. */
export function openCardField(slot, sessionKey, onchange) {
  const field = new SecureCardField(sessionKey, { locale: 'en' });
  field.mount(slot);
  field.addEventListener('change', ({ detail }) => onchange(detail));
  return field;
}

/** A security-code field for a saved card, drawn into `slot`. */
export function openCodeField(slot, brand, onchange) {
  const field = new SecureCvcField({ brand, locale: 'en' });
  field.mount(slot);
  field.addEventListener('change', ({ detail }) => onchange(detail));
  return field;
}

/** What the card field's place shows until the field is there. */
export function cardFieldPlaceholder() {
  return h('div', { class: 'card-placeholder', 'aria-hidden': 'true' },
    h('div', { class: 'skeleton' }), h('div', { class: 'pair' }, h('div', { class: 'skeleton' }), h('div', { class: 'skeleton' })),
    h('div', { class: 'skeleton' }));
}

/** What the bank's risk check may know of this device; it travels inside the envelope. */
export function deviceInformations() {
  return {
    userAgent: navigator.userAgent,
    acceptLanguage: navigator.language,
    browserWidth: String(window.innerWidth),
    browserHeight: String(window.innerHeight),
    country: 'ID',
  };
}

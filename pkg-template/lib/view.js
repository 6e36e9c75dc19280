// What a mounted field draws: labelled inputs, an error line under each, one live region, and the closed seal.
import { brandMark, brandName, sealMark } from './brand-mark.js';
import { attribute, h, uniqueId } from './dom.js';
import { adoptStyle } from './style.js';

const INPUTS = {
  number: { autocomplete: 'cc-number', inputmode: 'numeric' },
  expiry: { autocomplete: 'cc-exp', inputmode: 'numeric' },
  cvc: { autocomplete: 'cc-csc', inputmode: 'numeric' },
  name: { autocomplete: 'cc-name', autocapitalize: 'words' },
};

/** The drawn part of a field. */
export class View {
  #root;
  #fields = h('div', { class: 'cardseal-fields' });
  #parts = {};
  #status = h('p', { class: 'cardseal-status', role: 'status', 'aria-live': 'polite' });
  #brand = h('span', { class: 'cardseal-brand' });
  #sealed = h('div', { class: 'cardseal-sealed' });
  #shownBrand;
  #messages;

  constructor(roles, messages) {
    const id = uniqueId();
    this.#root = h('div', { class: 'cardseal', role: 'group', 'data-state': 'open' }, this.#fields, this.#sealed, this.#status);
    for (const role of roles) this.#draw(role, `${id}-${role}`);
    this.#parts.number?.box.append(this.#brand);
    this.translate(messages);
    this.#showBrand(null);
  }

  /** Puts the drawing into an element, which it then fills. */
  mount(element, styled) {
    element.replaceChildren(this.#root);
    if (styled) adoptStyle(this.#root);
  }

  /** Takes the drawing off the page. */
  remove() {
    this.#root.remove();
  }

  /** The inputs by role. */
  get inputs() {
    return Object.fromEntries(Object.entries(this.#parts).map(([role, { input }]) => [role, input]));
  }

  /** Sets every text. */
  translate(messages) {
    this.#messages = messages;
    this.#root.setAttribute('aria-label', messages.group);
    for (const [role, { label, hint }] of Object.entries(this.#parts)) {
      label.textContent = messages[role];
      hint.textContent = role === 'expiry' ? messages.expiryHint : '';
    }
    this.#showCodeHint(this.#shownBrand);
  }

  /** Shows what the module tells; announces what is new of it, or `'all'` of it. */
  update({ brand = null, errors }, announce) {
    this.#showBrand(brand);
    const told = [];
    for (const [role, part] of Object.entries(this.#parts)) {
      const text = errors[role] ? errorText(this.#messages, role, errors[role].code) : '';
      if (text && announce === 'all') told.push(text);
      if (part.error.textContent === text) continue;
      part.error.textContent = text;
      attribute(part.input, 'aria-invalid', text ? 'true' : null);
      attribute(part.input, 'aria-errormessage', text ? part.error.id : null);
      if (text && announce !== 'all') told.push(text);
    }
    if (announce && told.length > 0) this.#status.textContent = told.join(' ');
  }

  /** Moves the focus to the first input that has something to tell, or to the first one. */
  focus(role) {
    const parts = Object.values(this.#parts);
    const wrong = parts.find(({ input }) => input.getAttribute('aria-invalid') === 'true');
    (this.#parts[role] ?? wrong ?? parts[0]).input.focus();
  }

  /** Closes the group over the brand and the last four digits. */
  close({ brand, lastFour }) {
    const card = `${brandName(brand)} •••• ${lastFour}`.trim();
    const { sealed, card: spoken } = this.#messages;
    this.#sealed.replaceChildren(sealMark(), h('p', { class: 'cardseal-sealed-card' }, card), h('p', { class: 'cardseal-sealed-text' }, sealed));
    this.#root.dataset.state = 'sealed';
    this.#fields.inert = true;
    this.#status.textContent = `${brandName(brand)} ${spoken.replace('{lastFour}', lastFour)}. ${sealed}.`.trim();
  }

  /** Shows the inputs again. */
  open() {
    this.#root.dataset.state = 'open';
    this.#fields.inert = false;
    this.#sealed.replaceChildren();
  }

  #draw(role, id) {
    const label = h('label', { for: id, class: 'cardseal-label' });
    const hint = h('span', { class: 'cardseal-hint', id: `${id}-hint` });
    const error = h('p', { class: 'cardseal-error', id: `${id}-error` });
    const input = h('input', {
      id, class: 'cardseal-input', type: 'text', placeholder: ' ', spellcheck: 'false', autocorrect: 'off', 'aria-required': 'true',
      'aria-describedby': `${id}-hint ${id}-error`, ...INPUTS[role],
    });
    const box = h('span', { class: 'cardseal-box' }, input, hint);
    this.#fields.append(h('div', { class: `cardseal-field cardseal-${role}` }, label, box, error));
    this.#parts[role] = { label, hint, error, input, box };
  }

  #showBrand(brand) {
    if (brand === this.#shownBrand) return;
    this.#shownBrand = brand;
    this.#brand.replaceChildren(brandMark(brand));
    this.#showCodeHint(brand);
  }

  #showCodeHint(brand) {
    if (this.#parts.cvc) this.#parts.cvc.hint.textContent = this.#messages.cvcHint[brand === 'AMEX' ? 4 : 3];
  }
}

/** One sentence that says what to do. */
export function errorText(messages, role, code) {
  return messages.errors[role]?.[code] ?? messages.errors.other;
}

import { brandOf } from './brands.js';
import { reasons } from './codes.js';
import { CardsealError } from './error.js';
import { Inner } from './form-module.js';
import { isLoaded, loadMessages, messagesOf } from './messages.js';
import { attribute } from './dom.js';
import { View } from './view.js';

const EVENTS = ['input', 'change', 'compositionend', 'blur'];
// As the module counts them.
const ROLES = ['number', 'expiry', 'cvc', 'name'];
// The most bytes of a value that are looked at, and the module's answer for one that is shown rightly.
const TEXT = 8 * 1024;
const UNCHANGED = 0x7fffffff;
const owners = new WeakMap();

/** What both fields share: inputs, events, drawing and their end. The module does the rest. */
export class Field extends EventTarget {
  #inner;
  #roles;
  #options;
  #view = null;
  #host = null;
  #inputs = null;
  #listeners = null;
  #told = '';

  constructor(roles, make, options = {}) {
    super();
    this.#roles = roles;
    this.#options = options;
    this.#inner = new Inner(make);
  }

  /** Draws labelled inputs into an element or shadow root, instead of what it holds. */
  mount(element) {
    if (typeof element?.replaceChildren !== 'function') throw new CardsealError('element_invalid', 'mount takes an element or a shadow root');
    this.#live();
    owners.get(element)?.unmount();
    this.unmount();
    const view = new View(this.#roles, this.#messages());
    view.mount(element, this.#options.styles !== false);
    this.#view = view;
    this.#host = element;
    owners.set(element, this);
    this.#connect(view.inputs);
    if (!isLoaded(this.#options.locale)) void this.#translateLater(view);
  }

  /** Takes the drawing, or the hold on the page's own inputs, off again and empties the inputs. */
  unmount() {
    if (!this.#inputs) return;
    this.#listeners.abort();
    this.#quietly(() => this.call((exports, block, field) => block.number(exports.clear(field))));
    this.#empty();
    this.#view?.remove();
    if (owners.get(this.#host) === this) owners.delete(this.#host);
    this.#view = this.#host = this.#inputs = this.#listeners = null;
    this.#told = '';
  }

  /** Uses the page's own inputs, one for each role. */
  attach(inputs) {
    this.#live();
    for (const role of this.#roles) {
      if (inputs?.[role]?.tagName !== 'INPUT') throw new CardsealError('element_invalid', `attach needs an input element as \`${role}\``);
    }
    this.unmount();
    this.#connect(Object.fromEntries(this.#roles.map((role) => [role, inputs[role]])));
  }

  /** What the page may know of the field now. */
  get state() {
    return this.call((exports, block, field) => {
      const answer = block.bytes(exports.state(field));
      const [flags, brand] = answer;
      const state = { complete: (flags & 1) > 0, valid: flags > 1, brand: brandOf(brand), errors: reasons(answer.subarray(2, 6)) };
      const digits = String.fromCharCode(...answer.subarray(6));
      return this.#roles.length === 1 ? state : { ...state, bin: digits.slice(0, 6) || null, lastFour: digits.slice(6) || null };
    });
  }

  /** Tells the shopper everything that is missing or wrong; returns whether all is good. */
  validate() {
    this.call((exports, block, field) => block.number(exports.demand(field)));
    this.#tell('all');
    return this.state.valid;
  }

  /** Moves the focus to an input: that of a role, or the first one that is wrong, or the first. */
  focus(role) {
    if (this.#view) this.#view.focus(role);
    else this.#inputs?.[role ?? this.#roles[0]].focus();
  }

  /** Empties the inputs and wipes what was typed. */
  clear() {
    this.call((exports, block, field) => block.number(exports.clear(field)));
    this.#empty();
    this.#view?.open();
    this.#tell();
  }

  /** Wipes everything and lets go of the page. The field cannot be used again. May be called twice. */
  destroy() {
    this.unmount();
    this.#quietly(() => this.#inner?.free());
    this.#inner = null;
  }

  /** The text of an error code of one role in the field's language. */
  errorText(role, code) {
    return this.#messages().errors[role]?.[code] ?? this.#messages().errors.other;
  }

  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
  }

  /** Calls the module's half of the field, by its number. */
  call(work) {
    return this.#live().run(work);
  }

  /** Runs what ends a payment: on success the drawing closes, on a wrong card it tells what is wrong. */
  finish(action, close) {
    try {
      const result = this.call(action);
      this.#empty();
      this.#told = '';
      if (close) this.#view?.close(close);
      this.#tell();
      return result;
    } catch (error) {
      if (error.code === 'invalid_card') {
        this.#tell('all');
        if (this.#view) this.#view.focus();
      }
      throw error;
    }
  }

  /** Shows the inputs again, empty. */
  reopen() {
    this.#view?.open();
    this.#tell();
  }

  #connect(inputs) {
    this.#inputs = inputs;
    this.#listeners = new AbortController();
    for (const role of this.#roles) {
      const hear = (event) => this.#hear(event, role);
      for (const type of EVENTS) inputs[role].addEventListener(type, hear, { signal: this.#listeners.signal });
    }
    for (const role of this.#roles) this.#edit(role, 'insert');
    this.#tell();
  }

  // Nothing is reformatted while a composition lasts: that would end it or double its text.
  #hear({ type, isComposing, inputType = '' }, role) {
    if (type === 'input' && isComposing) return;
    try {
      if (type === 'blur') this.#show(role, (exports, block, field, input, value) => exports.leave(field, input, block.put(value, TEXT)));
      else this.#edit(role, type === 'input' ? inputType : 'insert');
      this.#tell(type === 'blur');
    } catch (error) {
      this.dispatchEvent(new CustomEvent('error', { detail: error }));
    }
  }

  // An input that does not tell its caret has it behind all text.
  #edit(role, kind) {
    const caret = this.#inputs[role].selectionEnd ?? -1;
    this.#show(role, (exports, block, field, input, value) => exports.edit(field, input, block.put(value, TEXT), block.put(kind, TEXT), caret));
  }

  /** Gives the module the value of an input and shows what it answers. The value is read once. */
  #show(role, work) {
    const input = this.#inputs[role];
    const { value } = input;
    this.call((exports, block, field) => {
      const answer = block.number(work(exports, block, field, ROLES.indexOf(role), value));
      if (answer === UNCHANGED) return;
      input.value = block.text(answer & 0xffff);
      const caret = (answer >> 16) - 1;
      // An input that is not in use keeps its selection; types without one refuse it.
      if (caret < 0 || !input.matches(':focus')) return;
      try {
        input.setSelectionRange(caret, caret);
      } catch {
        return;
      }
    });
  }

  #empty() {
    for (const input of Object.values(this.#inputs ?? {})) input.value = '';
  }

  #tell(announce = false) {
    const state = this.state;
    if (this.#view) this.#view.update(state, announce);
    else this.#mark(state.errors);
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.dispatchEvent(new CustomEvent('change', { detail: state }));
  }

  #mark(errors) {
    for (const [role, input] of Object.entries(this.#inputs ?? {})) attribute(input, 'aria-invalid', errors[role] ? 'true' : null);
  }

  async #translateLater(view) {
    await loadMessages(this.#options.locale).catch(() => {});
    if (this.#view !== view) return;
    view.translate(this.#messages());
    view.update(this.state);
  }

  #messages() {
    const table = messagesOf(this.#options.locale);
    const own = this.#options.messages;
    return own ? merged(table, own) : table;
  }

  #live() {
    if (!this.#inner) throw new CardsealError('destroyed', 'this field was destroyed: make a new one');
    return this.#inner;
  }

  // An object of a dropped instance holds nothing any more, so its end may fail.
  #quietly(action) {
    try {
      if (this.#inner) action();
    } catch {
      this.#told = '';
    }
  }
}

function merged(table, own) {
  const result = { ...table, ...own };
  for (const [name, value] of Object.entries(table)) {
    if (typeof value === 'object' && own[name]) result[name] = merged(value, own[name]);
  }
  return result;
}

import { brandOf } from './brands.js';
import { reasons } from './codes.js';
import { CardsealError } from './error.js';
import { forgotten, freeing, module } from './form-module.js';
import { errorText, isLoaded, loadMessages, messagesOf } from './messages.js';
import { attribute } from './dom.js';
import { adoptStyle } from './style.js';
import { viewOf } from './view.js';

// As the module counts them.
const ROLES = ['number', 'expiry', 'cvc', 'name'];
// The most bytes of a value that are looked at, and the module's answer for one that is shown rightly.
const TEXT = 8 * 1024;
const UNCHANGED = 0x7fffffff;
const owners = new WeakMap();

/** What both fields share: inputs, events, drawing and their end. The module does the rest. */
export class Field extends EventTarget {
  // The instance that holds the field, and the number of the field there.
  #home;
  #number;
  #free;
  #roles;
  #options;
  #view;
  #host;
  #inputs;
  #listeners;
  #told;

  constructor(roles, make, options = {}) {
    super();
    this.#roles = roles;
    this.#options = options;
    [this.#home, this.#number] = module.run((block) => [block, make(block)]);
    this.#free = freeing(this.#home, this.#number);
    forgotten.register(this, this.#free, this);
  }

  /** Draws labelled inputs into an element or shadow root, instead of what it holds. */
  mount(element) {
    if (!element?.replaceChildren) throw new CardsealError('element_invalid', 'takes an element or a shadow root');
    this.#live();
    owners.get(element)?.unmount();
    this.unmount();
    const { locale, styles } = this.#options;
    const view = viewOf(this.#roles, this.#messages());
    element.replaceChildren(view.root);
    if (styles !== false) adoptStyle(view.root);
    this.#view = view;
    this.#host = element;
    owners.set(element, this);
    this.#connect(view.inputs);
    if (!isLoaded(locale)) void this.#translateLater(view);
  }

  /** Takes the drawing, or the hold on the page's own inputs, off again and empties the inputs. */
  unmount() {
    if (!this.#inputs) return;
    this.#listeners.abort();
    this.#quietly(() => this.#call('clear'));
    this.#empty();
    this.#view?.root.remove();
    if (owners.get(this.#host) === this) owners.delete(this.#host);
    this.#view = this.#host = this.#inputs = this.#told = null;
  }

  /** Uses the page's own inputs, one for each role. */
  attach(inputs) {
    this.#live();
    for (const role of this.#roles) {
      if (inputs?.[role]?.tagName !== 'INPUT') throw new CardsealError('element_invalid', `takes an input element as ${role}`);
    }
    this.unmount();
    this.#connect(Object.fromEntries(this.#roles.map((role) => [role, inputs[role]])));
  }

  /** What the page may know of the field now. */
  get state() {
    return this.run((block, call) => {
      const [flags, brand, ...rest] = block.answer(call('state'));
      const state = { complete: (flags & 1) > 0, valid: flags > 1, brand: brandOf(brand), errors: reasons(rest) };
      const digits = String.fromCharCode(...rest.slice(4));
      return this.#roles.length === 1 ? state : { ...state, bin: digits.slice(0, 6) || null, lastFour: digits.slice(6) || null };
    });
  }

  /** Tells the shopper everything that is missing or wrong; returns whether all is good. */
  validate() {
    this.#call('demand');
    return this.#tell('all').valid;
  }

  /** Moves the focus to an input: that of a role, or the first one that is wrong, or the first. */
  focus(role) {
    if (this.#view) this.#view.focus(role);
    else this.#inputs?.[role ?? this.#roles[0]].focus();
  }

  /** Empties the inputs and wipes what was typed. */
  clear() {
    this.#call('clear');
    this.#empty();
    this.reopen();
  }

  /** Wipes everything and lets go of the page. The field cannot be used again. May be called twice. */
  destroy() {
    if (!this.#home) return;
    this.unmount();
    forgotten.unregister(this);
    this.#home = null;
    this.#quietly(this.#free);
  }

  /** The text of an error code of one role in the field's language. */
  errorText(role, code) {
    return errorText(this.#messages(), role, code);
  }

  /** Calls the module's half of the field: `work` gets the block, and what calls an export for this field. */
  run(work) {
    const home = this.#live();
    return module.run((block) => {
      if (block !== home) throw new CardsealError('internal', 'the module was wiped: make a new field');
      return work(block, (name, ...given) => block.call(name, this.#number, ...given));
    });
  }

  /** Runs what ends a payment: on success the drawing closes, on a wrong card it tells what is wrong. */
  finish(action, shown) {
    try {
      const result = this.run(action);
      this.#empty();
      this.#told = null;
      if (shown) this.#view?.close(shown);
      this.#tell();
      return result;
    } catch (error) {
      if (error.code === 'invalid_card') {
        this.#tell('all');
        this.#view?.focus();
      }
      throw error;
    }
  }

  /** Shows the inputs again. */
  reopen() {
    this.#view?.open();
    this.#tell();
  }

  #call(name) {
    return this.run((_, call) => call(name));
  }

  #connect(inputs) {
    this.#inputs = inputs;
    const { signal } = (this.#listeners = new AbortController());
    for (const role of this.#roles) {
      for (const type of ['input', 'change', 'compositionend', 'blur']) {
        inputs[role].addEventListener(type, (event) => this.#hear(event, role), { signal });
      }
      this.#edit(role, 'insert');
    }
    this.#tell();
  }

  // Nothing is reformatted while a composition lasts: that would end it or double its text.
  #hear({ type, isComposing, inputType = '' }, role) {
    if (type === 'input' && isComposing) return;
    try {
      if (type === 'blur') this.#show(role, 'leave', () => []);
      else this.#edit(role, type === 'input' ? inputType : 'insert');
      this.#tell(type === 'blur');
    } catch (error) {
      this.dispatchEvent(new CustomEvent('error', { detail: error }));
    }
  }

  // An input that does not tell its caret has it behind all text.
  #edit(role, kind) {
    this.#show(role, 'edit', (block, { selectionEnd }) => [block.put(kind), selectionEnd ?? -1]);
  }

  // Gives the module the value of an input and shows what it answers. The value is read once.
  #show(role, name, more) {
    const input = this.#inputs[role];
    this.run((block, call) => {
      const answer = call(name, ROLES.indexOf(role), block.put(input.value, TEXT), ...more(block, input));
      if (answer === UNCHANGED) return;
      input.value = block.text(answer & 0xffff);
      const caret = (answer >> 16) - 1;
      // An input that is not in use keeps its selection; types without one refuse it.
      try {
        if (caret >= 0 && input.matches(':focus')) input.setSelectionRange(caret, caret);
      } catch {}
    });
  }

  #empty() {
    for (const role in this.#inputs) this.#inputs[role].value = '';
  }

  // Tells the shopper, and the page if anything has changed; gives the state.
  #tell(announce) {
    const { state } = this;
    if (this.#view) this.#view.update(state, announce);
    else for (const role in this.#inputs) attribute(this.#inputs[role], 'aria-invalid', state.errors[role] && 'true');
    const told = JSON.stringify(state);
    if (told !== this.#told) {
      this.#told = told;
      this.dispatchEvent(new CustomEvent('change', { detail: state }));
    }
    return state;
  }

  async #translateLater(view) {
    await loadMessages(this.#options.locale).catch(() => {});
    if (this.#view !== view) return;
    view.translate(this.#messages());
    view.update(this.state);
  }

  #messages() {
    return messagesOf(this.#options.locale, this.#options.messages);
  }

  #live() {
    if (!this.#home) throw new CardsealError('destroyed', 'make a new field');
    return this.#home;
  }

  // An object of a dropped instance holds nothing any more, so its end may fail.
  #quietly(action) {
    try {
      action();
    } catch {}
  }
}

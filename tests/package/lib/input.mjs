// An input as the package sees one where there is no document.
import { setMaxListeners } from 'node:events';

// One signal ends all listeners of a field.
setMaxListeners(100);

/** A value, a caret, which is at the end unless it is set, and focus. */
export class Input extends EventTarget {
  tagName = 'INPUT';
  value = '';
  caret = undefined;
  get selectionEnd() {
    return this.caret === undefined ? this.value.length : this.caret;
  }
  matches() {
    return true;
  }
  setSelectionRange() {}
  setAttribute() {}
  removeAttribute() {}
  focus() {}
}

/** One for each role. */
export const inputsOf = (roles = ['number', 'expiry', 'cvc', 'name']) => Object.fromEntries(roles.map((role) => [role, new Input()]));

/** The event that follows an edit. */
export const edited = (inputType = 'insertText', isComposing = false) => Object.assign(new Event('input'), { inputType, isComposing });

/** Types a text key by key at the end of an input. */
export function type(input, text) {
  for (const character of text) {
    input.value += character;
    input.dispatchEvent(edited());
  }
}

/** Puts a text into an input at once. */
export function paste(input, text) {
  input.value = text;
  input.dispatchEvent(edited('insertFromPaste'));
}

/** Takes the last character out of an input. */
export function backspace(input) {
  input.value = input.value.slice(0, -1);
  input.dispatchEvent(edited('deleteContentBackward'));
}

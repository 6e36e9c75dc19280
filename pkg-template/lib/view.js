// What a mounted field draws: labelled inputs, an error line under each, one live region, and the closed seal.
import { brandMark, brandName, sealMark } from './brand-mark.js';
import { attribute, h } from './dom.js';
import { errorText } from './messages.js';

const AUTOCOMPLETE = { number: 'cc-number', expiry: 'cc-exp', cvc: 'cc-csc', name: 'cc-name' };

// Ids are unique among all fields of the page.
let count = 0;

/** The drawn part of a field. */
export function viewOf(roles, texts) {
  const id = `cardseal-${(count += 1)}-`;
  const parts = Object.fromEntries(roles.map((role) => [role, drawn(role, id + role)]));
  const fields = h('div', 'fields', {}, ...Object.values(parts).map(({ field }) => field));
  const brandPlace = h('span', 'brand');
  const sealed = h('div', 'sealed');
  const status = h('p', 'status', { role: 'status', 'aria-live': 'polite' });
  let messages;
  let shownBrand;

  const view = {
    root: h('div', '', { class: 'cardseal', role: 'group' }, fields, sealed, status),

    /** The inputs by role. */
    inputs: Object.fromEntries(roles.map((role) => [role, parts[role].input])),

    /** Sets every text. */
    translate(table) {
      messages = table;
      attribute(view.root, 'aria-label', table.group);
      for (const role in parts) parts[role].label.textContent = table[role];
      if (parts.expiry) parts.expiry.hint.textContent = table.expiryHint;
      showCodeHint();
    },

    /** Shows what the module tells; announces what is new of it, or `'all'` of it. */
    update({ brand, errors }, announce) {
      showBrand(brand);
      const told = [];
      for (const role in parts) {
        const { input, error } = parts[role];
        const text = errors[role] ? errorText(messages, role, errors[role].code) : '';
        const isNew = error.textContent !== text;
        if (text && (isNew || announce === 'all')) told.push(text);
        if (!isNew) continue;
        error.textContent = text;
        attribute(input, 'aria-invalid', text && 'true');
        attribute(input, 'aria-errormessage', text && error.id);
      }
      if (announce && told.length) status.textContent = told.join(' ');
    },

    /** Moves the focus to an input: that of a role, or the first one that has something to tell, or the first. */
    focus(role) {
      const first = roles.find((each) => parts[each].error.textContent) ?? roles[0];
      (parts[role] ?? parts[first]).input.focus();
    },

    /** Closes the group over the brand and the last four digits. */
    close({ brand, lastFour }) {
      const name = brandName(brand);
      sealed.replaceChildren(sealMark(), h('p', 'sealed-card', {}, `${name} •••• ${lastFour}`.trim()), h('p', 'sealed-text', {}, messages.sealed));
      setClosed(true);
      status.textContent = `${name} ${messages.card.replace('{lastFour}', lastFour)}. ${messages.sealed}.`.trim();
    },

    /** Shows the inputs again. */
    open() {
      sealed.replaceChildren();
      setClosed(false);
    },
  };

  function setClosed(isClosed) {
    view.root.dataset.state = isClosed ? 'sealed' : 'open';
    fields.inert = isClosed;
  }

  function showBrand(brand) {
    if (brand === shownBrand) return;
    shownBrand = brand;
    brandPlace.replaceChildren(brandMark(brand));
    showCodeHint();
  }

  function showCodeHint() {
    if (parts.cvc) parts.cvc.hint.textContent = messages.cvcHint[shownBrand === 'AMEX' ? 4 : 3];
  }

  parts.number?.box.append(brandPlace);
  view.open();
  view.translate(texts);
  showBrand(null);
  return view;
}

function drawn(role, id) {
  const label = h('label', 'label', { for: id });
  const hint = h('span', 'hint', { id: `${id}-hint` });
  const error = h('p', 'error', { id: `${id}-error` });
  const input = h('input', 'input', {
    id, autocomplete: AUTOCOMPLETE[role], ...(role === 'name' ? { autocapitalize: 'words' } : { inputmode: 'numeric' }),
    placeholder: ' ', spellcheck: 'false', autocorrect: 'off', 'aria-required': 'true', 'aria-describedby': `${hint.id} ${error.id}`,
  });
  const box = h('span', 'box', {}, input, hint);
  return { label, hint, error, input, box, field: h('div', `field cardseal-${role}`, {}, label, box, error) };
}

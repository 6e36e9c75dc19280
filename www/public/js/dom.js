// A small builder of elements. Text always goes in as text: the page's policy forbids HTML from strings.

/** Makes an element: `h('p', {class: 'small'}, 'text', child)`. Functions become listeners named by their key. */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key.slice(2).toLowerCase(), value);
    else if (value === true) element.setAttribute(key, '');
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element with this id; a page that lacks it is broken, so that fails at once. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** Puts one sentence into the page's live region, which stands in the page from the start. */
export function announce(text) {
  byId('status').textContent = text;
}

/** A link that looks like a button; `quiet` for the second choice. */
export function linkButton(href, text, { quiet = false } = {}) {
  return h('a', { class: quiet ? 'button quiet' : 'button', href }, text);
}

/** A notice with a title, a sentence and what can be done about it. `kind` is `bad` or `wait`. */
export function notice({ kind, title, text, actions = [] }) {
  return h('div', { class: `notice ${kind}` },
    h('p', {}, h('strong', {}, title)),
    h('p', { class: 'small' }, text),
    actions.length > 0 && h('div', { class: 'actions' }, actions));
}

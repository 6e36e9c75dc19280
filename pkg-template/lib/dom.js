// Elements are made through the document's own methods only: no HTML text, no inline style, no Trusted Types sink.

/** An element of the class `cardseal-…` of this name, with attributes and children. */
export const h = (tag, name, attributes, ...children) => filled(document.createElement(tag), { class: `cardseal-${name}`, ...attributes }, children);

/** An SVG element with attributes and children. */
export const svg = (tag, attributes, ...children) => filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** Sets an attribute, or removes it where there is no value. */
export function attribute(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

function filled(element, attributes, children) {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

// Elements are made through the document's own methods only: no HTML text, no inline style, no Trusted Types sink.

/** An element with attributes and children. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element with attributes and children. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** Sets an attribute, or removes it for `null`. */
export function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** An id that no other field on the page has. */
export function uniqueId() {
  count += 1;
  return `cardseal-${count}`;
}

let count = 0;

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// The record of every request that the shop's pages sent, for the panel "What left this page".
// What is measured is the body as it was sent. What is kept and shown is that body with the security code replaced
// by dots and each envelope folded, so the record itself never holds a secret; it lives as long as the tab.

const KEY = 'left-this-page';
const KEPT = 40;
const FOLD_FROM = 120;
const FOLD_ENDS = 24;

const listeners = new Set();
let knownBin = '';

/** Tells the journal which first digits the card field reported, so that it can look for them in what is sent. */
export function watchFor(bin) {
  knownBin = bin ?? '';
}

/** Puts the journal between the page and the network: every `fetch`, whoever calls it, is measured as it leaves. */
export function watchFetch(scope = globalThis) {
  const send = scope.fetch;
  scope.fetch = async (input, init = {}) => {
    const { pathname } = new URL(input.url ?? input, location.href);
    // Files of the page itself are counted from the browser's own list.
    if (!pathname.startsWith('/api/')) return send(input, init);
    const entry = entryOf({ method: init.method ?? 'GET', path: pathname, body: init.body, bin: knownBin });
    const started = performance.now();
    keep(entry);
    try {
      const response = await send(input, init);
      entry.status = response.status;
      return response;
    } catch (error) {
      entry.status = 0;
      throw error;
    } finally {
      entry.ms = Math.round(performance.now() - started);
      keep(entry);
    }
  };
}

/** Measures a body, text or bytes, that is about to leave and returns its entry, already safe to show. */
export function entryOf({ method, path, body = '', bin = '' }) {
  const { text, codeDigits, length } = withoutCode(body);
  return {
    id: crypto.randomUUID(), method, path, at: Date.now(), bytes: length, codeDigits,
    cardDigits: digitsOfACard(text, bin),
    shown: text === '' ? '' : JSON.stringify(JSON.parse(text, foldForShow), null, 2),
    // Null while it is on its way, 0 when nothing came back.
    status: null, ms: 0,
  };
}

const CODE_KEY = [...'"cvc":"'].map(sign => sign.charCodeAt(0));

// The security code is dotted out while the body is still bytes, so that no text made here ever holds it.
function withoutCode(body) {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body.slice();
  const { length } = bytes;
  const start = bytes.findIndex((_, at) => CODE_KEY.every((sign, offset) => bytes[at + offset] === sign));
  let codeDigits = 0;
  if (start >= 0) {
    for (let at = start + CODE_KEY.length; bytes[at] >= 0x30 && bytes[at] <= 0x39; at += 1) {
      bytes[at] = 0x2a;
      codeDigits += 1;
    }
  }
  return { text: new TextDecoder().decode(bytes), codeDigits, length };
}

/**
 * The digits in `body` that can belong to a card number. The page never holds the number, so it cannot look for that
 * one; it looks for any run of 13 to 19 digits (also spaced or dashed) that passes the Luhn check, and for the
 * number's first digits as the field reported them.
 */
export function digitsOfACard(body, bin = '') {
  let count = 0;
  for (const digits of standaloneRuns(body)) {
    if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)) count += digits.length;
  }
  if (count === 0 && bin.length >= 6 && body.includes(bin)) count = bin.length;
  return count;
}

// Runs of digits, with the spaces and dashes between them dropped, that do not touch a letter. Written without a
// regular expression: a match would leave the whole body readable in the legacy RegExp.input.
function* standaloneRuns(body) {
  let run = '';
  let standsAlone = true;
  for (let index = 0; index <= body.length; index += 1) {
    const sign = body[index] ?? '';
    const joins = sign === '-' || (sign === ' ' && run !== '' && isDigit(body[index + 1]));
    if (isDigit(sign)) run += sign;
    else if (isLetter(sign)) standsAlone = false;
    else if (!joins) {
      if (standsAlone && run !== '') yield run;
      run = '';
      standsAlone = true;
    }
  }
}

function isDigit(sign) {
  return sign >= '0' && sign <= '9';
}

function isLetter(sign) {
  return sign.toLowerCase() !== sign.toUpperCase();
}

function passesLuhn(digits) {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function foldForShow(key, value) {
  if (key === 'cvc') return String(value).replaceAll('*', '\u2022');
  return typeof value === 'string' && value.length > FOLD_FROM ? fold(value) : value;
}

/** A long text as its two ends and the length between them. */
export function fold(text) {
  return `${text.slice(0, FOLD_ENDS)} \u2026 ${text.length - 2 * FOLD_ENDS} more characters \u2026 ${text.slice(-FOLD_ENDS)}`;
}

/** All entries of this tab, oldest first. */
export function entries() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

/** Adds an entry, or replaces what was known of it, keeping the newest, and tells the panel. */
export function keep(entry) {
  const all = entries();
  const known = all.findIndex(({ id }) => id === entry.id);
  all.splice(known < 0 ? all.length : known, 1, entry);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(all.slice(-KEPT)));
  } catch {
    // A browser without storage shows the panel for this page only.
  }
  for (const listener of listeners) listener(entry);
}

/** Calls `listener` after every new entry. */
export function onEntry(listener) {
  listeners.add(listener);
}

/** Starts a new record: a new purchase tells its own story. */
export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

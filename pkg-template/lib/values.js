// What goes into the module beside the card.
import { CardsealError } from './error.js';

// A content key, a nonce and a seed.
const RANDOM = 32 + 12 + 32;

// Of a text of JSON: its bytes, and how deep objects and arrays may lie in each other, the outermost included.
const BYTES = 8 * 1024;
const LEVELS = 16;

/** The month that the device's clock shows, as one number such as 202611; NaN where it shows none. */
export function today() {
  const now = new Date();
  return now.getFullYear() * 100 + now.getMonth() + 1;
}

/** The JSON texts of what travels beside the card, each with the code of its refusal. */
export const contextOf = (context) => Object.entries(REFUSALS).map(([name, code]) => {
  try {
    const text = JSON.stringify(context?.[name] ?? {});
    if (text[0] === '{' && isPlain(text)) return [text, code];
  } catch {}
  throw new CardsealError(code);
});

const REFUSALS = { deviceInformations: 'device_informations_invalid', metadata: 'metadata_invalid' };

/** Puts both texts and gives their lengths. */
export const putContext = (block, texts) => texts.map(([text, code]) => {
  const length = block.put(text, BYTES + 1);
  if (length > BYTES) throw new CardsealError(code);
  return length;
});

/** An envelope that a call makes of what `put` puts behind the random bytes, given what that returns. */
export function envelopeOf(block, call, put) {
  const random = block.take(RANDOM);
  const given = put(block);
  try {
    crypto.getRandomValues(random);
  } catch {
    // Refused by the module.
    random.fill(0);
  }
  return block.text(call(...given), true);
}

// Whether a text of JSON is not too deep, and holds no half of a surrogate pair, which is no character: `JSON.stringify`
// writes one as `\ud…`.
function isPlain(text) {
  let levels = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '"') isQuoted = !isQuoted;
    else if (mark === '\\') {
      at += 1;
      if (text.startsWith('ud', at)) return false;
    } else if (!isQuoted) {
      if ('[{'.includes(mark)) levels += 1;
      if (']}'.includes(mark)) levels -= 1;
      if (levels > LEVELS) return false;
    }
  }
  return true;
}

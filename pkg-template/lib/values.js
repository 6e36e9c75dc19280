// What goes into the module beside the card.
import { CardsealError } from './error.js';

// Of a text of JSON: its bytes, and how deep objects and arrays may lie in each other, the outermost included.
const BYTES = 8 * 1024;
const LEVELS = 16;

// What is wrong with either.
const DEVICE = 'device_informations_invalid';
const METADATA = 'metadata_invalid';

/** The month that the device's clock shows, as one number such as 202611; NaN where it shows none. */
export function today() {
  const now = new Date();
  return now.getFullYear() * 100 + now.getMonth() + 1;
}

/** Both JSON texts of what travels beside the card. */
export const contextOf = (context) => [textOf(context, 'deviceInformations', DEVICE), textOf(context, 'metadata', METADATA)];

/** Puts them and gives their lengths. */
export const putContext = (block, [device, metadata]) => [putText(block, device, DEVICE), putText(block, metadata, METADATA)];

function textOf(context, name, code) {
  try {
    const text = JSON.stringify(context?.[name] ?? {});
    if (text[0] === '{' && (isFlat(text) || isPlain(text))) return text;
  } catch {}
  throw new CardsealError(code);
}

function putText(block, text, code) {
  const length = block.put(text, BYTES + 1);
  if (length > BYTES) throw new CardsealError(code);
  return length;
}

// Whether a text of JSON is an object of one level without halves of surrogate pairs, as nearly all are: the engine's own
// search tells that sooner than reading all of it.
const isFlat = (text) => !text.includes('\\ud') && !text.includes('[') && text.lastIndexOf('{') === 0;

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

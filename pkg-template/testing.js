// For tests and demonstrations that know what was typed, such as a published test card.
import { CardsealError } from './lib/error.js';
import { modules } from './lib/module.js';

/** How often each needle occurs in the memory of this package's modules now, in all. */
export function scanMemory(...needles) {
  const memories = modules.flatMap(({ memory }) => memory ?? []);
  if (memories.length === 0) throw new CardsealError('not_initialized', 'cardseal is not loaded: call `await init()` first');
  return memories.flatMap((bytes) => needles.map((needle) => count(bytes, needle))).reduce((sum, found) => sum + found, 0);
}

/** The size of that memory in bytes. */
export function memorySize() {
  return modules.reduce((sum, { memory }) => sum + (memory?.length ?? 0), 0);
}

function count(bytes, needle) {
  if (!(needle instanceof Uint8Array) || needle.length === 0) throw new TypeError('a needle is a Uint8Array of one byte or more');
  let found = 0;
  for (let at = bytes.indexOf(needle[0]); at !== -1; at = bytes.indexOf(needle[0], at + 1)) {
    if (needle.every((byte, offset) => bytes[at + offset] === byte)) found += 1;
  }
  return found;
}

// Encryption without a document, by either module.
import { CardsealError } from './error.js';
import { sessionKeyOf, useKey } from './session.js';
import { contextOf, putContext, today } from './values.js';

/** `sealCard` of a module. */
export const sealingWith = (module) => (sessionKey, card, context) => {
  const { number, expiryMonth, expiryYear, nameOnCard, cvc } = card ?? {};
  try {
    const session = sessionKeyOf(sessionKey);
    if (typeof card !== 'object' || !card) throw new CardsealError('card_invalid');
    const texts = contextOf(context);
    return module.run((block) => {
      useKey(block, session);
      block.putRandom();
      const name = typeof nameOnCard === 'string' ? nameOnCard : '';
      const lengths = [put(block, number) ?? 0, put(block, expiryMonth) ?? 0, put(block, expiryYear) ?? 0, block.put(name)];
      return block.envelope(block.call('seal', ...lengths, put(block, cvc) ?? -1, ...putContext(block, texts), today()));
    });
  } finally {
    // Bytes are wiped at their owner's, also where it did not come to reading them. Those that were transferred to
    // another owner have no length, and refuse every use.
    for (const part of [number, expiryMonth, expiryYear, cvc]) if (part instanceof Uint8Array && part.length) part.fill(0);
  }
};

// Puts text, bytes, or a number of four digits at most; gives no length for anything else.
function put(block, part) {
  const text = typeof part === 'number' && part < 1e4 ? String(part) : part;
  return typeof text === 'string' || text instanceof Uint8Array ? block.put(text) : undefined;
}

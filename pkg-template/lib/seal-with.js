// Encryption without a document, by either module.
import { CardsealError } from './error.js';
import { putKey, sessionKeyOf } from './session.js';
import { contextOf, putContext, random, today } from './values.js';

// Longer than any that is taken.
const DIGITS = 64;
const NAME = 1024;

/** `sealCard` of a module. */
export function sealingWith(module) {
  // The key of the last card, which the instance holds ready.
  let ready = {};
  const seal = (sessionKey, card, context) => {
    const { encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    if (typeof card !== 'object' || card === null) throw new CardsealError('card_invalid', 'the card is not an object');
    const { number, expiryMonth, expiryYear, nameOnCard, cvc } = card;
    return module.run((exports, block) => {
      const draw = random(block);
      const digits = [number, expiryMonth, expiryYear].map((part) => put(block, part) ?? 0);
      const name = typeof nameOnCard === 'string' ? block.put(nameOnCard, NAME) : 0;
      const code = put(block, cvc) ?? -1;
      const lengths = putContext(block, contextOf(context));
      const known = ready.exports === exports && ready.key === encryptionKey;
      const key = known ? -1 : putKey(block, encryptionKey);
      if (!known) ready = {};
      draw();
      const envelope = block.text(exports.seal(...digits, name, code, ...lengths, key, expiresAt, Date.now(), today()));
      ready = { exports, key: encryptionKey };
      return envelope;
    });
  };
  // Bytes are wiped at their owner's, also where it did not come to reading them.
  return (sessionKey, card, context) => {
    try {
      return seal(sessionKey, card, context);
    } finally {
      const { number, expiryMonth, expiryYear, cvc } = card ?? {};
      for (const part of [number, expiryMonth, expiryYear, cvc]) if (isBytes(part)) part.fill(0);
    }
  };
}

// Bytes that were transferred to another owner are none any more: they have no length, and refuse every use.
const isBytes = (part) => part instanceof Uint8Array && part.length > 0;

// Puts text, a whole number, or bytes; gives no length for anything else.
function put(block, part) {
  if (part instanceof Uint8Array) return isBytes(part) ? block.put(part, DIGITS) : 0;
  if (typeof part === 'string') return block.put(part, DIGITS);
  return Number.isInteger(part) && part >= 0 && part <= 9999 ? block.put(String(part), DIGITS) : undefined;
}

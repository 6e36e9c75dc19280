import { Field } from './field.js';
import { putKey, sessionKeyOf } from './session.js';
import { contextOf, putContext, random, today } from './values.js';

/** The four inputs of a card. See index.d.ts. */
export class SecureCardField extends Field {
  #sessionId;

  constructor(sessionKey, options) {
    const { sessionId, encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    super(['number', 'expiry', 'cvc', 'name'], (exports, block) => exports.card(putKey(block, encryptionKey), expiresAt, today()), options);
    this.#sessionId = sessionId;
  }

  /** The session that the card will pay. */
  get sessionId() {
    return this.#sessionId;
  }

  /** Encrypts the card, empties the inputs and wipes what was typed. */
  async encrypt(context) {
    const { brand, lastFour } = this.state;
    const texts = contextOf(context);
    return this.finish((exports, block, field) => {
      const draw = random(block);
      const lengths = putContext(block, texts);
      draw();
      return block.text(exports.encrypt(field, ...lengths, Date.now()));
    }, { brand, lastFour });
  }

  /** Takes the key of another session, for another attempt. */
  rekey(sessionKey) {
    const { sessionId, encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    this.call((exports, block, field) => block.number(exports.rekey(field, putKey(block, encryptionKey), expiresAt)));
    this.#sessionId = sessionId;
    this.reopen();
  }
}

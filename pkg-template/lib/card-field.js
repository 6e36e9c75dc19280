import { Field } from './field.js';
import { putKey, sessionKeyOf } from './session.js';
import { contextOf, envelopeOf, putContext, today } from './values.js';

/** The four inputs of a card. See index.d.ts. */
export class SecureCardField extends Field {
  #sessionId;

  constructor(sessionKey, options) {
    const { sessionId, encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    super(['number', 'expiry', 'cvc', 'name'], (block) => block.call('card', putKey(block, encryptionKey), expiresAt, today()), options);
    this.#sessionId = sessionId;
  }

  /** The session that the card will pay. */
  get sessionId() {
    return this.#sessionId;
  }

  /** Encrypts the card, empties the inputs and wipes what was typed. */
  async encrypt(context) {
    const shown = this.state;
    const texts = contextOf(context);
    return this.finish((block, call) => envelopeOf(block, call, () => ['encrypt', ...putContext(block, texts), Date.now()]), shown);
  }

  /** Takes the key of another session, for another attempt. */
  rekey(sessionKey) {
    const { sessionId, encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    this.run((block, call) => call('rekey', putKey(block, encryptionKey), expiresAt));
    this.#sessionId = sessionId;
    this.reopen();
  }
}

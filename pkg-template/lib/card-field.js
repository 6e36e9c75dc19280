import { wasm } from './module.js';
import { Field } from './field.js';
import { sessionKeyOf } from './session.js';

/** The four inputs of a card. See index.d.ts. */
export class SecureCardField extends Field {
  #sessionId;

  constructor(sessionKey, options) {
    const { sessionId, encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    super(['number', 'expiry', 'cvc', 'name'], () => new wasm.CardField(encryptionKey, expiresAt), options);
    this.#sessionId = sessionId;
  }

  /** The session that the card will pay. */
  get sessionId() {
    return this.#sessionId;
  }

  /** Encrypts the card, empties the inputs and wipes what was typed. */
  async encrypt(context = {}) {
    const { brand, lastFour } = this.state;
    const { deviceInformations, metadata } = context ?? {};
    return this.finish((raw) => raw.encrypt(deviceInformations, metadata), { brand, lastFour });
  }

  /** Takes the key of another session, for another attempt. */
  rekey(sessionKey) {
    const { sessionId, encryptionKey, expiresAt } = sessionKeyOf(sessionKey);
    this.call((raw) => raw.rekey(encryptionKey, expiresAt));
    this.#sessionId = sessionId;
    this.reopen();
  }
}

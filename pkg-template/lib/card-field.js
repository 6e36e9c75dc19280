import { Field } from './field.js';
import { sessionKeyOf, useKey } from './session.js';
import { contextOf, putContext, today } from './values.js';

/** The four inputs of a card. See index.d.ts. */
export class SecureCardField extends Field {
  #session;

  constructor(sessionKey, options) {
    const session = sessionKeyOf(sessionKey);
    const make = (block) => {
      block.useKey(session.encryptionKey);
      return block.call('card', today());
    };
    super(['number', 'expiry', 'cvc', 'name'], make, options);
    this.#session = session;
  }

  /** The session that the card will pay. */
  get sessionId() {
    return this.#session.sessionId;
  }

  /** Encrypts the card, empties the inputs and wipes what was typed. */
  async encrypt(context) {
    const shown = this.state;
    const texts = contextOf(context);
    const session = this.#session;
    return this.finish((block, call) => {
      useKey(block, session);
      block.putRandom();
      const envelope = block.envelope(call('encrypt', ...putContext(block, texts)));
      session.isUsed = true;
      return envelope;
    }, shown);
  }

  /** Takes the key of another session, for another attempt. */
  rekey(sessionKey) {
    const session = sessionKeyOf(sessionKey);
    this.run((block) => block.useKey(session.encryptionKey));
    this.#session = session;
    this.reopen();
  }
}

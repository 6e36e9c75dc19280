import { numberOf } from './brands.js';
import { Field } from './field.js';

/** The one input of a saved card. See index.d.ts. */
export class SecureCvcField extends Field {
  constructor(options = {}) {
    super(['cvc'], (block) => block.call('cvc', numberOf(options.brand)), options);
  }

  /** Takes the code out of the field, which forgets it. */
  take() {
    return this.finish((block, call) => block.answer(call('take')).slice());
  }

  /** Posts `{...fields, cvc}` as JSON. The body is bytes, wiped as soon as the browser has taken them. */
  submit(url, fields = {}, init = {}) {
    // The code gets between the quotes at the end.
    const { cvc, ...others } = fields;
    const text = new TextEncoder().encode(JSON.stringify({ ...others, cvc: '' }));
    const code = this.take();
    const body = new Uint8Array(text.length + code.length);
    body.set(text);
    body.set(code, text.length - 2);
    body.set(text.subarray(-2), body.length - 2);
    code.fill(0);
    try {
      return fetch(url, { method: 'POST', ...init, headers: { 'content-type': 'application/json', ...init.headers }, body });
    } finally {
      body.fill(0);
    }
  }
}

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
    const open = new TextEncoder().encode(`${JSON.stringify(fields).slice(0, -1)}${Object.keys(fields).length > 0 ? ',' : ''}"cvc":"`);
    const code = this.take();
    const body = new Uint8Array(open.length + code.length + 2);
    body.set(open);
    body.set(code, open.length);
    body.set([0x22, 0x7d], open.length + code.length);
    code.fill(0);
    try {
      return fetch(url, { method: 'POST', ...init, headers: { 'content-type': 'application/json', ...init.headers }, body });
    } finally {
      body.fill(0);
    }
  }
}

// Everything that a merchant writes, in strict TypeScript. It has to compile without a complaint.
import { CardsealError, SecureCardField, SecureCvcField, init, sealCard } from 'cardseal';

const session = { sessionId: 'session-1', encryptionKey: 'MIIB', expiresAt: '2030-01-01T00:00:00Z' };

export async function pay(element: HTMLElement): Promise<string> {
  await init();
  const field = new SecureCardField(session, { locale: 'en' });
  field.mount(element);
  field.addEventListener('change', (event) => {
    const { complete, valid, brand, bin, lastFour, errors } = event.detail;
    const both: boolean = complete && valid;
    const shown: Array<string | null | undefined> = [brand, bin, lastFour];
    void [both, shown, errors];
  });
  try {
    const encryptedCard: string = await field.encrypt({ deviceInformations: { userAgent: 'x' }, metadata: {} });
    return encryptedCard;
  } catch (error) {
    if (error instanceof CardsealError) {
      const code: string = error.code;
      throw new Error(code);
    }
    throw error;
  } finally {
    field.clear();
    field.destroy();
  }
}

export function attach(number: HTMLInputElement, expiry: HTMLInputElement, name: HTMLInputElement, cvc: HTMLInputElement): SecureCardField {
  const field = new SecureCardField(session);
  field.attach({ number, expiry, name, cvc });
  return field;
}

export const cvcOnly: typeof SecureCvcField = SecureCvcField;

export function seal(): string {
  const digits = (text: string): Uint8Array => new TextEncoder().encode(text);
  const rest = { expiryMonth: '01', expiryYear: '39', nameOnCard: 'TEST BUYER' };
  sealCard(session, { ...rest, number: '4440000112290002', cvc: '123' }, {});
  return sealCard(session, { ...rest, number: digits('4440000112290002'), cvc: digits('123') }, { metadata: { a: 1 } });
}

export async function inOneFile(): Promise<string> {
  const one = await import('cardseal/inline');
  const alone = await import('cardseal/seal/inline');
  await Promise.all([one.init({ locale: 'id' }), alone.init()]);
  const field: SecureCardField = new one.SecureCardField(session);
  return field.encrypt();
}

// Mistakes that the types must refuse; a line that compiles is itself an error here.
import { SecureCardField, sealCard } from 'cardseal';

const session = { sessionId: 'session-1', encryptionKey: 'MIIB', expiresAt: '2030-01-01T00:00:00Z' };
const card = { number: '4440000112290002', expiryMonth: '01', expiryYear: '39', cvc: '123', nameOnCard: 'TEST BUYER' };
const field = new SecureCardField(session);

// @ts-expect-error: a session needs its key
new SecureCardField({ sessionId: 'session-1', expiresAt: '2030-01-01T00:00:00Z' });
// @ts-expect-error: there is no way to read the number back
field.number;
// @ts-expect-error: nor through an event
field.addEventListener('change', (event) => event.detail.number);
// @ts-expect-error: a number is text or bytes, never a JavaScript number
sealCard(session, { ...card, number: 4440000112290002 }, {});
// @ts-expect-error: there is no such event
field.addEventListener('chnage', () => {});
// @ts-expect-error: what is in one file is not fetched, and has no hash of its own
void import('cardseal/inline').then(({ init }) => init({ integrity: 'sha384-' }));
// @ts-expect-error: nor may another one take its place
void import('cardseal/seal/inline').then(({ init }) => init({ module: '/cardseal.wasm' }));

// A whole card form: drawn, labelled, validated and sealed, in one language.
import { SecureCardField, init } from 'cardseal';

export async function mount(host, session) {
  await init();
  const field = new SecureCardField(session);
  field.mount(host);
  return () => field.encrypt();
}

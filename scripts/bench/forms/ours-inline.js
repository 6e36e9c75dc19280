// The same card form in one file, with both languages.
import { SecureCardField, init } from 'cardseal/inline';

export async function mount(host, session) {
  await init();
  const field = new SecureCardField(session);
  field.mount(host);
  return () => field.encrypt();
}

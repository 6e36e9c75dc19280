// The module's memory in pages of 64 KiB: when it is loaded, after the first card, and after many.
import { init, sealCard } from 'cardseal/seal';
import { memorySize } from 'cardseal/testing';

const bytes = (text) => new TextEncoder().encode(text);

export async function pagesAfter({ keys, card, deviceInformations, metadata, expiresAt }, cards) {
  await init();
  const pages = () => memorySize() / 65_536;
  const seal = (nth) => {
    const given = { ...card, nameOnCard: `BUYER ${'X'.repeat(nth % 60)}`, number: bytes(card.number), cvc: bytes(card.cvc) };
    sealCard({ sessionId: 'bench', encryptionKey: keys[nth % keys.length].spki, expiresAt }, given, { deviceInformations, metadata: { ...metadata, nth } });
  };
  const loaded = pages();
  seal(0);
  const first = pages();
  for (let nth = 1; nth < cards; nth += 1) seal(nth);
  return { loaded, first, many: pages() };
}

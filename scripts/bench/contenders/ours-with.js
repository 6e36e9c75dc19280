// This package, whichever of its entries was loaded: one synchronous call for the whole envelope.
const bytes = (text) => new TextEncoder().encode(text);

/** What one card costs with the same key again and again, and with a key that was never seen before. */
export const preparingWith = ({ init, sealCard }) => async ({ keys, card, deviceInformations, metadata, expiresAt }, options) => {
  await init(options);
  const context = { deviceInformations, metadata };
  // The number and the code go in as bytes, which the module wipes: each call needs fresh ones.
  const seal = (encryptionKey) => sealCard({ sessionId: 'bench', encryptionKey, expiresAt }, { ...card, number: bytes(card.number), cvc: bytes(card.cvc) }, context);
  let nth = 0;
  return { once: () => seal(keys[0].spki), each: () => seal(keys[nth++ % keys.length].spki) };
};

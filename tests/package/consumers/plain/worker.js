self.onmessage = async ({ data: { entry, session, card } }) => {
  const { init, sealCard } = await import(entry);
  await init();
  self.postMessage(sealCard(session, card, {}));
};

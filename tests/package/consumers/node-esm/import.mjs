// A server that renders pages imports the package and must not be asked for a window, a document or a network.
for (const name of ['window', 'document', 'customElements', 'fetch']) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      throw new Error(`importing touched ${name}`);
    },
  });
}
const module = await import('cardseal');
console.log(JSON.stringify(Object.keys(module).sort()));

// Prints what a page sends and gets, in one line each: methods, paths, statuses, lengths, last four. Never a secret.

/** Speaks of every request of `page` to the shop's service and the gateway; `state()` tells where the orders stand. */
export function wireOf(page, { shop, sandbox }, speak) {
  page.on('response', async response => {
    const request = response.request();
    const url = new URL(request.url());
    const whose = { [shop]: 'shop', [sandbox]: 'gateway' }[url.origin];
    const spoken = whose === 'gateway' ? request.isNavigationRequest() : /^\/(api|return)\//.test(url.pathname);
    if (!spoken) return;
    speak(`${whose.padEnd(7)} ${request.method().padEnd(4)} ${short(url.pathname)} ${response.status()}${bodyOf(request)}`);
  });
  return {
    async state() {
      const { orders } = await (await page.context().request.get(`${shop}/api/orders`)).json();
      const { methods } = await (await page.context().request.get(`${shop}/api/wallet`)).json();
      const [{ status, card, wallet, failure }] = orders;
      const by = card ? `, ${card.brand} ending in ${card.lastFour}` : wallet ? `, ${wallet.channel}` : '';
      speak(`order   ${status}${by}${failure ? `, ${failure.code}` : ''}`);
      speak(`wallet  ${methods.length === 0 ? 'empty' : methods.map(wordsOf).join('; ')}`);
    },
  };
}

function wordsOf({ brand, channel, lastFour, status }) {
  return `${lastFour ? `${brand} ending in ${lastFour}` : channel}, ${status}`;
}

function bodyOf(request) {
  const text = request.postData();
  if (!text || !request.headers()['content-type']?.includes('json')) return '';
  const parts = Object.entries(JSON.parse(text)).map(([name, value]) => `${name} ${wordsFor(name, value)}`);
  return parts.length === 0 ? '' : `  { ${parts.join(', ')} }`;
}

// Only what is listed here is ever printed; everything else is named without its value.
function wordsFor(name, value) {
  if (name === 'encryptedCard') return `${value.length} characters`;
  if (['save', 'method', 'via', 'channel'].includes(name)) return String(value);
  if (name === 'token') return 'opaque';
  if (name === 'cvc') return 'not shown';
  return Array.isArray(value) ? `${value.length}` : 'given';
}

function short(path) {
  return path.split('/').map(part => (part.length > 12 ? `${part.slice(0, 8)}\u2026` : part)).join('/');
}

// npm start: from a clean clone to the running demo shop. Installs what is missing, builds what has changed, starts the
// sandbox gateway, the checkout service and the shop on loopback, and prints the shop's address. Ctrl-C stops all three.
// PORT chooses the shop's port (8080, or a free one where that is taken).
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildProduct, productSteps } from './lib/product.mjs';
import { root, runMain, say, since, steps } from './lib/run.mjs';
import { startServers } from './lib/servers.mjs';
import { needCompilers } from './lib/tools.mjs';

await runMain(async () => {
  const start = performance.now();
  const step = steps(productSteps + 2);
  step('tools: Rust, Node, a C compiler');
  await needCompilers();
  const programs = await buildProduct(step);
  step('start: sandbox gateway, checkout service, shop');
  const data = emptyFolder();
  const servers = await startServers({ programs, dataDir: data, ports: { shop: await shopPort() } });
  say(`sandbox gateway  ${servers.sandbox}`);
  say(`checkout service ${servers.checkout}`);
  console.log(`\nThe shop is open: ${servers.shop}   (ready after ${since(start)}; Ctrl-C closes it)`);
  console.log(`The gateway's console: ${servers.sandbox}/console   (sessions, callbacks, the clock)`);
  console.log('Test card: 4440 0001 1229 0002, any later month, any CVC, any name. Test wallet: 08111111001, code 000000.');
  await interrupted();
  console.log('\nclosing the shop');
  await servers.stop();
  rmSync(data, { recursive: true, force: true });
});

// Every start is a new shop: orders and saved cards last as long as the servers run.
function emptyFolder() {
  const parent = join(root, 'target', 'run');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'shop-'));
}

async function shopPort() {
  if (process.env.PORT) return Number(process.env.PORT);
  return (await isFree(8080)) ? 8080 : undefined;
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function interrupted() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
}

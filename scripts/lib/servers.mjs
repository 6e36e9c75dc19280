// Starts the three servers of the demo on loopback (sandbox gateway, checkout service, shop), waits until each says
// that it listens, and stops them. Used by `npm start`, `npm run demo` and the browser tests.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Stop, root } from './run.mjs';

// Far beyond what a start needs; a server that hangs must not hang its caller.
const READY_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 5_000;

/**
 * Starts all three and gives `{ sandbox, checkout, shop, merchant, log, stop }`: three base URLs, the merchant's
 * credentials at the sandbox, everything the servers have printed so far, and a way to end them.
 *
 * The sandbox draws its card form with the package that the shop has installed.
 *
 * `programs` are the paths `{ sandbox, checkout }`; `ports` may fix any of `{ sandbox, checkout, shop }`, else free
 * ones are taken; `dataDir` keeps the two databases.
 */
export async function startServers({ programs, dataDir, ports = {}, env = process.env }) {
  const merchant = { id: `demo-${randomBytes(4).toString('hex')}`, secret: randomBytes(24).toString('hex'),
    callbackKey: randomBytes(24).toString('hex') };
  const children = [];
  const output = [];
  const stop = () => stopAll(children);
  const begin = (name, command, args, extra = {}) =>
    beginServer({ name, command, args, env: { ...env, ...extra }, children, output });
  try {
    // They have to know each other's addresses before they start: the sandbox where callbacks go, the checkout service
    // where the shop is, the shop where the service is. So two ports are chosen ahead.
    const free = await Promise.all([freePort(), freePort()]);
    const checkoutPort = ports.checkout || free[0];
    const shopPort = ports.shop || free[1];
    const sandbox = await begin('cardseal-sandbox', programs.sandbox,
      ['--port', String(ports.sandbox ?? 0), '--data-dir', folder(dataDir, 'sandbox'),
        '--callback-url', `http://127.0.0.1:${checkoutPort}/callbacks/payments`,
        '--package-dir', join(root, 'www', 'vendor', 'cardseal')],
      { CARDSEAL_SANDBOX_MERCHANT_ID: merchant.id, CARDSEAL_SANDBOX_MERCHANT_SECRET: merchant.secret,
        CARDSEAL_SANDBOX_MERCHANT_NAME: 'Lak & Kertas', CARDSEAL_SANDBOX_CALLBACK_KEY: merchant.callbackKey });
    const checkout = await begin('cardseal-checkout', programs.checkout,
      ['--port', String(checkoutPort), '--data-dir', folder(dataDir, 'checkout'), '--gateway', sandbox,
        '--public-url', `http://127.0.0.1:${shopPort}`, '--catalog', join(root, 'www', 'catalog.json')],
      { CARDSEAL_MERCHANT_ID: merchant.id, CARDSEAL_MERCHANT_SECRET: merchant.secret,
        CARDSEAL_CALLBACK_KEYS: merchant.callbackKey });
    const shop = await begin('shop', process.execPath,
      [join(root, 'www', 'server.mjs'), '--port', String(shopPort), '--checkout', checkout]);
    return { sandbox, checkout, shop, merchant, log: () => output.join(''), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The programs that `npm test` has built and named in the environment, or a {@link Stop} that says what to run. */
export function programsFromEnv(env = process.env) {
  const programs = { sandbox: env.CARDSEAL_SANDBOX_PROGRAM, checkout: env.CARDSEAL_CHECKOUT_PROGRAM };
  for (const path of Object.values(programs)) {
    if (!path || !existsSync(path)) throw new Stop('the servers are not built: run `npm test -- browser`, which builds them first.');
  }
  return programs;
}

function folder(dataDir, name) {
  const path = join(dataDir, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// Resolves with the address from the server's own line "<name> listening on http://…".
function beginServer({ name, command, args, env, children, output }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let printed = '';
    const fail = reason => {
      clearTimeout(timer);
      reject(new Stop(`${name} did not start: ${reason}\n${printed.slice(-2000)}`));
    };
    const timer = setTimeout(() => fail('it did not say in time that it listens'), READY_WITHIN_MS);
    const hear = chunk => {
      output.push(String(chunk));
      printed += chunk;
      const ready = printed.split('\n').find(line => line.startsWith(`${name} listening on `));
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready.slice(`${name} listening on `.length).trim());
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', error => fail(error.message));
    child.on('exit', (code, signal) => fail(`it ended with ${code ?? signal}`));
  });
}

/** Ends servers in the opposite order of their start, asking first. */
async function stopAll(children) {
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GONE_WITHIN_MS);
    await gone;
    clearTimeout(timer);
  }
}

// npm run demo: starts sandbox, checkout and shop, lets a shopper in headless Chromium pay in every way, and prints what
// went over the wire at each step. Screenshots of every page end up in target/demo/. `npm run demo -- --docs` also makes
// the README's pictures in docs/img/ anew.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildProduct, productSteps } from './lib/product.mjs';
import { root, runMain, say, steps } from './lib/run.mjs';
import { startServers } from './lib/servers.mjs';
import { needChromium, needCompilers } from './lib/tools.mjs';
import { tellStory } from './lib/story.mjs';

const pictures = join(root, 'target', 'demo');

await runMain(async (options) => {
  const docs = options.includes('--docs') ? join(root, 'docs', 'img') : undefined;
  const step = steps(productSteps + 4);
  step('tools');
  await needCompilers();
  const programs = await buildProduct(step);
  const { chromium: executablePath } = await needChromium();
  step('start sandbox, checkout and shop');
  const dataDir = mkdtempSync(join(tmpdir(), 'cardseal-demo-'));
  const servers = await startServers({ programs, dataDir });
  try {
    say(`sandbox ${servers.sandbox}, checkout ${servers.checkout}, shop ${servers.shop}`);
    rmSync(pictures, { recursive: true, force: true });
    for (const folder of [pictures, docs].filter(Boolean)) mkdirSync(folder, { recursive: true });
    step('the story');
    const count = await tellStory({ servers, executablePath, pictures, docs, say });
    step('pictures');
    say(`${count} screenshots in ${relative(root, pictures)}/`);
  } finally {
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

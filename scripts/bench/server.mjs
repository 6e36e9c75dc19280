// Serves the bundles from a process of its own, so that nothing else keeps an answer waiting: `fork(server, [folder])`.
// It sends `{ port }` once it listens, and then what each page on which a first card was encrypted has measured.
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { FAR } from './lib/far.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };
const files = filesOf(process.argv[2]);

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());

// Cross-origin isolated, so that a page's clock has steps of 5 µs, and never cached.
async function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://host');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  response.setHeader('cache-control', 'no-store');
  if (request.method === 'POST') {
    process.send(JSON.parse(await text(request)));
    return response.writeHead(204).end();
  }
  const isFar = pathname.startsWith(`${FAR.path}/`);
  if (isFar) await new Promise((resolve) => setTimeout(resolve, FAR.milliseconds));
  const path = isFar ? pathname.slice(FAR.path.length) : pathname;
  const body = files.get(path === '/' ? '/pages/empty.html' : path);
  if (!body) return response.writeHead(404).end();
  return response.setHeader('content-type', TYPES[extname(path)] ?? TYPES['.html']).end(body);
}

function filesOf(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, readFileSync(path)]));
}

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

// Pages about an order are never kept by the browser; the rest is kept and checked again by its tag.
const NEVER_STORED = new Set(['/checkout.html', '/result.html', '/orders.html']);

/** Serves the first existing file among `mounts` ({prefix, root}); only known extensions, only GET and HEAD. */
export function staticFiles(mounts) {
  return async (request, response) => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return plain(response, 405, 'method not allowed');
      }
      const path = decodePath(request.url);
      const file = path && (await findFile(mounts, path));
      if (!file) return plain(response, 404, 'not found');
      await send(request, response, path, file);
    } catch (error) {
      console.error(`static: ${error.code ?? error.name}`);
      if (!response.headersSent) plain(response, 500, 'internal error');
    }
  };
}

/** The decoded path of a request target, or null when it is malformed, hidden or tries to climb. */
export function decodePath(target) {
  let path;
  try {
    path = decodeURIComponent(target.split('?', 1)[0]);
  } catch {
    return null;
  }
  if (!path.startsWith('/') || path.includes('\0') || path.includes('\\')) return null;
  if (path.split('/').some(part => part.startsWith('.'))) return null;
  return path.endsWith('/') ? `${path}index.html` : path;
}

async function findFile(mounts, path) {
  if (!TYPES[extname(path)]) return null;
  const mount = mounts.find(({ prefix }) => path.startsWith(prefix));
  if (!mount) return null;
  try {
    const root = await realpath(mount.root);
    const name = await realpath(join(root, path.slice(mount.prefix.length)));
    // A symbolic link may not lead out of the folder either.
    if (!name.startsWith(root + sep)) return null;
    const facts = await stat(name);
    return facts.isFile() ? { name, facts } : null;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
}

async function send(request, response, path, { name, facts }) {
  const tag = `"${facts.size.toString(16)}-${Math.floor(facts.mtimeMs).toString(16)}"`;
  response.setHeader('Content-Type', TYPES[extname(path)]);
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', NEVER_STORED.has(path) ? 'no-store' : 'no-cache');
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Length', facts.size);
  response.writeHead(200);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  pipeline(createReadStream(name), response, () => {});
}

function plain(response, status, text) {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status).end(`${text}\n`);
}

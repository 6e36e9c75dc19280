#!/usr/bin/env node
// cardseal verify <url>: fetches a live page, follows the scripts that it loads, and says whether what it serves of this
// package is this version of it, byte for byte (PCI DSS 4.0.1, 11.6.1). It also lists every other script of the page
// with its hash, for the inventory that 6.4.3 asks for. It sees what any visitor gets, without running any of it.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const USAGE = `cardseal verify <url> [--package <url>] [--json]
    Compares what a page loads of cardseal with this version of it.
    --package  where the page's copy of cardseal is, when it cannot be found by itself
    --json     prints the whole result as JSON
cardseal inventory
    Prints the files that a page can load from this version, their purpose and their SHA-384.

Ends with 0 when every byte is the same, 1 when something differs, is missing or does not belong there, 2 for a mistake
in the command, 3 when the page cannot be read, 4 when cardseal is not on it, 5 when it is bundled with other code, so
that only a part of it can be compared.`;

const LIMITS = { redirects: 5, bytes: 16 << 20, files: 1000, milliseconds: 20_000 };
const EXIT = { same: 0, differs: 1, 'not found': 4, partial: 5 };

/** Why a page could not be judged. `code` is stable. */
export class VerifyError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'VerifyError';
    this.code = code;
  }
}

/**
 * Judges a live page. Gives `{ page, version, verdict, packages, copies, others, frames, notes }`; `verdict` is `same`,
 * `differs`, `partial` or `not found`. Throws a VerifyError when the page cannot be read.
 */
export async function verify(address, { inventory = ownInventory(), packageAddress } = {}) {
  const seen = await crawl(urlOf(address));
  const given = packageAddress === undefined ? [] : [folderOf(urlOf(packageAddress))];
  const bases = [...new Set([...given, ...basesOf(seen.files, inventory)])];
  const packages = [];
  for (const base of bases) packages.push({ base, files: await compare(base, seen.files, inventory) });
  const judged = new Set(packages.flatMap(({ base, files }) => files.map(({ path }) => base + path)));
  const outside = seen.files.filter(({ url, ok }) => ok && !judged.has(plain(url)));
  const copyOf = ({ integrity }) => inventory.files.find((file) => file.integrity === integrity)?.path;
  const copies = outside.filter((file) => copyOf(file)).map((file) => ({ ...told(file), path: copyOf(file) }));
  const others = [...outside.filter((file) => !copyOf(file)), ...seen.inline].map(told);
  return { page: seen.page, version: inventory.version, verdict: verdictOf(packages, copies), packages, copies, others, frames: seen.frames, notes: seen.notes };
}

function verdictOf(packages, copies) {
  const files = packages.flatMap((each) => each.files);
  if (files.some(({ state }) => state !== 'same' && state !== 'not served')) return 'differs';
  if (files.some(({ state }) => state === 'same')) return 'same';
  return copies.length > 0 ? 'partial' : 'not found';
}

const plain = (url) => url.split('?')[0];
const told = ({ url, via, bytes, integrity }) => ({ url, via, bytes, integrity });

// --- what a page loads ---

async function crawl(address) {
  const page = await get(address);
  if (!page.ok) throw new VerifyError('page_status', `the page answers with ${page.status}`);
  if (!/html/.test(page.type)) throw new VerifyError('page_not_html', `this is no page but '${page.type || 'something without a type'}'`);
  const found = readPage(page.text(), page.url);
  const notes = page.redirected ? [`${address} leads to ${page.url}`] : [];
  const files = await follow(found.wanted, found.importMap, notes);
  return { page: page.url, files, inline: found.inline, frames: found.frames, notes };
}

/** Fetches files and whatever they name in turn, each address once. */
async function follow(wanted, importMap, notes) {
  const queue = [...wanted];
  const asked = new Set();
  const files = new Map();
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (asked.has(next.url)) continue;
    asked.add(next.url);
    if (asked.size > LIMITS.files) throw new VerifyError('too_many_files', `the page loads more than ${LIMITS.files} files`);
    const file = await get(next.url);
    if (file.redirected) notes.push(`${next.url} leads to ${file.url}`);
    if (files.has(file.url)) continue;
    files.set(file.url, { ...file, via: next.via });
    if (file.ok && isScript(file)) queue.push(...namedBy(file.text(), file.url, importMap).map((url) => ({ url, via: file.url })));
  }
  const served = [...files.values()];
  notes.push(...served.filter(({ ok }) => !ok).map(({ url, status }) => `${url} answers with ${status}`));
  return served;
}

/** An address that a page names, or null for what is none or is not fetched. */
function joined(name, base) {
  const url = URL.canParse(name, base) ? new URL(name, base) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href.split('#')[0] : null;
}

const isScript = ({ url, type }) => /javascript|ecmascript/.test(type) || /\.m?js$/.test(new URL(url).pathname);

/** Scripts, preloads, the import map and frames of a page. */
function readPage(html, url) {
  const text = html.replace(/<!--[\s\S]*?-->/g, '');
  const base = joined(attributesOf(/<base\b[^>]*>/i.exec(text)?.[0] ?? '').href ?? '', url) ?? url;
  const found = { wanted: [], inline: [], frames: [], importMap: {} };
  const scripts = [...text.matchAll(/<script\b((?:"[^"]*"|'[^']*'|[^>"'])*)>([\s\S]*?)<\/script\s*>/gi)].map(([, head, body]) => [attributesOf(head), body]);
  for (const [{ type }, body] of scripts) if (type === 'importmap') found.importMap = mapOf(body, base);
  scripts.forEach(([attributes, body], nth) => readScript(found, attributes, body, base, nth + 1));
  for (const [tag] of text.matchAll(/<(?:link|iframe|frame)\b(?:"[^"]*"|'[^']*'|[^>"'])*>/gi)) readTag(found, tag, base);
  return found;
}

function readScript(found, { type = '', src }, body, base, nth) {
  if (!/^(module|text\/javascript|application\/javascript|)$/i.test(type.trim())) return;
  const address = src && joined(src, base);
  if (address) found.wanted.push({ url: address, via: 'a script of the page' });
  if (src || !body.trim()) return;
  const content = Buffer.from(body);
  found.inline.push({ url: `(inline script ${nth})`, via: 'the page itself', bytes: content.length, integrity: hashOf(content) });
  found.wanted.push(...namedBy(body, base, found.importMap).map((url) => ({ url, via: `inline script ${nth}` })));
}

function readTag(found, tag, base) {
  const { rel = '', href, as: kind = '', src } = attributesOf(tag);
  const address = joined(href ?? src ?? '', base);
  if (/^<i?frame/i.test(tag)) {
    if (src && address) found.frames.push(address);
  } else if (href && address && (/\bmodulepreload\b/i.test(rel) || (/\bpreload\b/i.test(rel) && /^(script|fetch|worker)$/i.test(kind)))) {
    found.wanted.push({ url: address, via: `a ${rel} link of the page` });
  }
}

function attributesOf(tag) {
  const pairs = tag.replace(/^<\w+/, '').matchAll(/([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  return Object.fromEntries([...pairs].map(([, name, double, single, bare]) => [name.toLowerCase(), decoded(double ?? single ?? bare ?? '')]));
}

const decoded = (text) => text.replace(/&(amp|quot|#39|lt|gt);/g, (_, name) => ({ amp: '&', quot: '"', '#39': "'", lt: '<', gt: '>' })[name]);

// What a script names: imports, exports from, and files beside it. A name inside a comment or a text costs one request
// too many; the other mistake would overlook a file, so none is left out.
const IMPORTS = [
  /\b(?:import|from)\s*(?:\/\*[\s\S]*?\*\/\s*)*(["'])([^"'\n]+)\1/g,
  /\bimport\s*\(\s*(?:\/\*[\s\S]*?\*\/\s*)*(["'`])([^"'`\n$]+)\1/g,
];
const ADDRESSES = [
  /\bnew\s+(?:URL|Worker|SharedWorker)\s*\(\s*(["'`])([^"'`\n$]+)\1/g,
  /\bfetch\s*\(\s*(["'`])([^"'`\n$]+\.wasm[^"'`\n$]*)\1/g,
];

function namedBy(source, base, importMap) {
  const named = (patterns) => patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, , name]) => name));
  const urls = [...named(IMPORTS).map((name) => resolved(name, base, importMap)), ...named(ADDRESSES)].filter(Boolean);
  return [...new Set(urls.map((url) => joined(url, base)).filter(Boolean))];
}

// As a browser does (HTML, "resolve a module specifier"), for what an import map can say of it.
function resolved(name, base, { imports = {}, scopes = {} }) {
  const absolute = isPath(name) ? joined(name, base) : joined(name);
  const scoped = Object.entries(scopes).filter(([scope]) => base === scope || (scope.endsWith('/') && base.startsWith(scope)));
  for (const table of [...scoped.sort(([one], [two]) => two.length - one.length).map(([, each]) => each), imports]) {
    const mapped = mappedBy(table, absolute ?? name);
    if (mapped) return mapped;
  }
  return absolute;
}

const isPath = (name) => /^\.{0,2}\//.test(name);

function mappedBy(table, name) {
  if (Object.hasOwn(table, name)) return table[name];
  const prefixes = Object.keys(table).filter((key) => key.endsWith('/') && name.startsWith(key)).sort((one, two) => two.length - one.length);
  return prefixes.length > 0 ? joined(name.slice(prefixes[0].length), table[prefixes[0]]) : null;
}

function mapOf(text, base) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    throw new VerifyError('import_map_invalid', "the page's import map is not JSON");
  }
  const key = (name) => (isPath(name) ? joined(name, base) : name);
  const table = (entries) => {
    const targets = Object.entries(entries ?? {}).filter(([, target]) => typeof target === 'string');
    return Object.fromEntries(targets.map(([name, target]) => [key(name), joined(target, base)]).filter(([, target]) => target));
  };
  const scopes = Object.entries(given?.scopes ?? {}).map(([scope, entries]) => [joined(scope, base), table(entries)]);
  return { imports: table(given?.imports), scopes: Object.fromEntries(scopes) };
}

// --- comparing ---

/** The folders that hold a copy of the package: by an exact file, by its name, or by several names of files at once. */
function basesOf(files, inventory) {
  const evidence = new Map();
  for (const { url, integrity } of files) {
    for (const file of inventory.files.filter(({ path }) => plain(url).endsWith(`/${path}`))) {
      const base = plain(url).slice(0, -file.path.length);
      const points = integrity === file.integrity || /\/cardseal[^/]*\/$/.test(base) ? ENOUGH : 1;
      evidence.set(base, (evidence.get(base) ?? 0) + points);
    }
  }
  return [...evidence].filter(([, points]) => points >= ENOUGH).map(([base]) => base);
}

// So many names of ours below one folder are no coincidence, even where every file has been changed.
const ENOUGH = 5;

/** Every file of one copy: those that the page names, those that it may load later, and those that are not ours. */
async function compare(base, crawled, inventory) {
  const named = new Map(crawled.filter(({ url }) => url.startsWith(base)).map((file) => [plain(file.url).slice(base.length), file]));
  const judged = [];
  for (const { path, integrity: expected } of inventory.files) {
    const file = named.get(path) ?? (await get(new URL(path, base).href));
    judged.push({ path, state: stateOf(file, expected, named.has(path)), expected, served: file.ok ? file.integrity : null });
  }
  const known = new Set(inventory.files.map(({ path }) => path));
  // A script beside the package is the page's own affair; one in its rooms, or one that it loads, is not.
  const rooms = new Set([...known].map(roomOf).filter(Boolean));
  const isOurs = (path, via) => rooms.has(roomOf(path)) || (via.startsWith(base) && known.has(plain(via).slice(base.length)));
  const strangers = [...named].filter(([path, { ok, via }]) => ok && !known.has(path) && isOurs(path, via));
  return [...judged, ...strangers.map(([path, { integrity }]) => ({ path, state: 'unexpected', expected: null, served: integrity }))];
}

const roomOf = (path) => path.slice(0, path.lastIndexOf('/') + 1);

function stateOf({ ok, integrity }, expected, isNamed) {
  if (ok) return integrity === expected ? 'same' : 'changed';
  return isNamed ? 'missing' : 'not served';
}

// --- fetching ---

function urlOf(address) {
  if (!URL.canParse(address)) throw new VerifyError('url_invalid', `'${address}' is no address: write it whole, such as https://shop.example/checkout`);
  const url = new URL(address);
  if (!['https:', 'http:'].includes(url.protocol)) throw new VerifyError('url_scheme', `a page is at https: or http:, not at ${url.protocol}`);
  if (url.username || url.password) throw new VerifyError('url_credentials', 'the address holds a user name or a password: leave them out');
  url.hash = '';
  return url.href;
}

const folderOf = (url) => (url.endsWith('/') ? url : `${url}/`);

/** One file, redirects followed by hand: never from https to http, and not for ever. */
async function get(address) {
  let url = address;
  for (let hops = 0; hops <= LIMITS.redirects; hops += 1) {
    const response = await ask(url);
    if (response.status < 300 || response.status > 399 || !response.headers.has('location')) return read(response, url, hops > 0);
    await response.body?.cancel();
    const next = joined(response.headers.get('location'), url);
    if (next === null) throw new VerifyError('redirect_invalid', `${url} leads to what is no address of a page`);
    if (url.startsWith('https:') && !next.startsWith('https:')) throw new VerifyError('redirect_insecure', `${url} leads from https to ${next}`);
    url = next;
  }
  throw new VerifyError('redirect_loop', `${address} leads on more than ${LIMITS.redirects} times`);
}

async function ask(url) {
  try {
    return await fetch(url, { redirect: 'manual', cache: 'no-store', headers: { accept: '*/*', 'user-agent': 'cardseal-verify' }, signal: AbortSignal.timeout(LIMITS.milliseconds) });
  } catch (cause) {
    const why = cause.name === 'TimeoutError' ? `gives no answer within ${LIMITS.milliseconds / 1000} s` : `cannot be reached (${cause.cause?.code ?? cause.message})`;
    throw new VerifyError('unreachable', `${url} ${why}`, { cause });
  }
}

async function read(response, url, redirected) {
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > LIMITS.bytes) throw new VerifyError('too_large', `${url} has more than ${LIMITS.bytes >> 20} MiB`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof VerifyError ? cause : new VerifyError('unreachable', `${url} breaks off`, { cause });
  }
  const content = Buffer.concat(chunks);
  const type = (response.headers.get('content-type') ?? '').toLowerCase();
  return { url, redirected, status: response.status, ok: response.ok, type, bytes: content.length, integrity: hashOf(content), text: () => content.toString('utf8') };
}

const hashOf = (content) => `sha384-${createHash('sha384').update(content).digest('base64')}`;

// --- the command ---

function ownInventory() {
  return JSON.parse(readFileSync(new URL('../integrity.json', import.meta.url), 'utf8'));
}

function printResult({ page, version, verdict, packages, copies, others, frames, notes }) {
  const lines = [`page      ${page}`, `against   cardseal ${version}`];
  for (const { base, files } of packages) {
    lines.push('', `cardseal at ${base}`, ...files.map(fileLine));
  }
  if (copies.length > 0) lines.push('', 'cardseal under other names', ...copies.map(({ url, path }) => `  ${'same'.padEnd(11)} ${path}  ${url}`));
  if (others.length > 0) lines.push('', 'other scripts of the page, for your inventory', ...others.map(({ url, bytes, integrity, via }) => `  ${integrity}  ${String(bytes).padStart(8)} bytes  ${url}  (${via})`));
  if (frames.length > 0) lines.push('', 'frames, each a page of its own to verify', ...frames.map((url) => `  ${url}`));
  if (notes.length > 0) lines.push('', 'noticed', ...notes.map((note) => `  ${note}`));
  console.log([...lines, '', SENTENCES[verdict]].join('\n'));
}

function fileLine({ path, state, expected, served }) {
  const line = `  ${(state === 'same' || state === 'not served' ? state : state.toUpperCase()).padEnd(11)} ${path}`;
  return state === 'changed' ? `${line}\n              expected ${expected}\n              served   ${served}` : state === 'unexpected' ? `${line}  ${served}` : line;
}

const SENTENCES = {
  same: 'SAME: every file of cardseal on this page is that of this version, byte for byte.',
  differs: 'DIFFERS: what this page serves is not this version of cardseal. If it should be, treat the page as tampered with.',
  partial: 'PARTIAL: cardseal is bundled with other code here. What is listed is exact; compare the other scripts with the hashes of your own build.',
  'not found': 'NOT FOUND: this page loads nothing of cardseal that can be recognized. Name its folder with --package, if it is there.',
};

async function main(args) {
  const [command, address, ...rest] = args;
  if (['--help', '-h', 'help'].includes(command)) return console.log(USAGE);
  if (command === 'inventory' && args.length === 1) return console.log(JSON.stringify(ownInventory(), null, 2));
  const at = rest.indexOf('--package');
  const packageAddress = at === -1 ? undefined : rest.splice(at, 2)[1] ?? '';
  const asJson = rest.length === 1 && rest[0] === '--json';
  if (command !== 'verify' || address === undefined || address.startsWith('--') || (rest.length > 0 && !asJson)) {
    console.error(USAGE);
    process.exitCode = 2;
    return undefined;
  }
  const result = await verify(address, { packageAddress });
  if (asJson) console.log(JSON.stringify(result, null, 2));
  else printResult(result);
  process.exitCode = EXIT[result.verdict];
  return undefined;
}

// npm starts a program through a symbolic link.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    console.error(`error: ${error.message} [${error.code}]`);
    process.exitCode = error.code.startsWith('url_') ? 2 : 3;
  }
}

// Where `unsafe` may stand: one block around the allocator of the wasm module, and the names that this module exports.
const ALLOCATOR = 'crates/cardseal-wasm/src/alloc.rs';
const EXPORTS = 'crates/cardseal-wasm/src/exports.rs';
const MOST_LINES = 10;

// What a compiler does not read: comments, and texts, in which anything may stand.
const UNREAD = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\b(?:b|c)?r(#*)"[\s\S]*?"\1|"(?:\\[\s\S]|[^"\\])*"|'(?:\\u\{[^}]*\}|\\[^u]|[^'\\\n])'/g;
const NAMES = '#[unsafe(no_mangle)]';

/** What is wrong with these sources, `[{ file, text }]`: a line for each, or none. */
export function unsafeProblems(sources) {
  const rust = sources.filter(({ file }) => file.endsWith('.rs')).map(({ file, text }) => ({ file, code: read(text) }));
  // A fixture is no crate of the workspace.
  const manifests = sources.filter(({ file }) => /(^|\/)Cargo\.toml$/.test(file) && !file.includes('/fixtures/'));
  return [...rust.flatMap(inCode), ...manifests.flatMap(inManifest)];
}

function inCode({ file, code }) {
  if (file === ALLOCATOR) return inAllocator(code);
  const rest = file === EXPORTS ? code.replaceAll(NAMES, '').replace('#![expect(\n    unsafe_code,', '') : code;
  return /\bunsafe(_code)?\b/.test(rest) ? [`${file}: unsafe, which is for ${ALLOCATOR} alone`] : [];
}

function inAllocator(code) {
  const blocks = [...code.matchAll(/\bunsafe\b/g)].map(({ index }) => blockAt(code, index));
  if (blocks.length !== 1) return [`${ALLOCATOR}: ${blocks.length} places of unsafe, and there may be one`];
  if (blocks[0] === null) return [`${ALLOCATOR}: unsafe that is not a block`];
  const lines = blocks[0].split('\n').length;
  return lines > MOST_LINES ? [`${ALLOCATOR}: a block of ${lines} lines of unsafe, more than ${MOST_LINES}`] : [];
}

function blockAt(code, start) {
  if (!/^unsafe\s*\{/.test(code.slice(start))) return null;
  let depth = 0;
  for (let at = code.indexOf('{', start); at < code.length; at += 1) {
    depth += { '{': 1, '}': -1 }[code[at]] ?? 0;
    if (depth === 0) return code.slice(start, at + 1);
  }
  return null;
}

// The compiler forbids it in every crate but that of the module, where the two files are exempted one by one.
function inManifest({ file, text }) {
  const [, level] = /^unsafe_code = "(\w+)"$/m.exec(text) ?? [];
  if (file === 'Cargo.toml') return level === 'forbid' ? [] : [`${file}: unsafe_code is not forbidden in the workspace`];
  if (file === 'crates/cardseal-wasm/Cargo.toml') return level === 'deny' ? [] : [`${file}: unsafe_code is not denied`];
  return /^\[lints\]\nworkspace = true$/m.test(text) ? [] : [`${file}: does not take the lints of the workspace`];
}

// Line breaks stay, so that lines can be counted.
function read(text) {
  return text.replace(UNREAD, (unread) => unread.replace(/[^\n]/g, ''));
}

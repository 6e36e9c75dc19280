// Where `unsafe` may stand: in the names that the wasm module exports, and nowhere else.
const EXPORTS = 'crates/cardseal-wasm/src/exports.rs';

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
  const rest = file === EXPORTS ? code.replaceAll(NAMES, '').replace('#![expect(\n    unsafe_code,', '') : code;
  return /\bunsafe(_code)?\b/.test(rest) ? [`${file}: unsafe, which is for the names in ${EXPORTS} alone`] : [];
}

// The compiler forbids it in every crate but that of the module, where one file is exempted.
function inManifest({ file, text }) {
  const [, level] = /^unsafe_code = "(\w+)"$/m.exec(text) ?? [];
  if (file === 'Cargo.toml') return level === 'forbid' ? [] : [`${file}: unsafe_code is not forbidden in the workspace`];
  if (file === 'crates/cardseal-wasm/Cargo.toml') return level === 'deny' ? [] : [`${file}: unsafe_code is not denied`];
  return /^\[lints\]\nworkspace = true$/m.test(text) ? [] : [`${file}: does not take the lints of the workspace`];
}

function read(text) {
  return text.replace(UNREAD, '');
}

// The check for `unsafe`: what it must find, and what only looks like it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/run.mjs';
import { unsafeProblems } from '../lib/unsafe.mjs';

const EXPORTS = 'crates/cardseal-wasm/src/exports.rs';
const real = (file) => readFileSync(join(root, file), 'utf8');
const problems = (file, text) => unsafeProblems([{ file, text }]).length;

test('the file that may is fine as it is', () => {
  assert.ok(real(EXPORTS).includes('#[unsafe(no_mangle)]'));
  assert.deepEqual(unsafeProblems([{ file: EXPORTS, text: real(EXPORTS) }]), []);
});

test('unsafe anywhere else is found, and any more of it in this one', () => {
  for (const text of ['unsafe { f() }', 'unsafe fn f() {}', 'unsafe impl Send for A {}', '#[unsafe(no_mangle)]', '#![allow(unsafe_code)]', 'let s = "x"; unsafe{}', "let c = '\"'; unsafe {}", 'r#"a"# ; unsafe {}', '/* a */ unsafe {}', "fn f<'a>() {} unsafe {}"]) {
    assert.equal(problems('crates/cardseal-card/src/pan.rs', text), 1, text);
    assert.equal(problems('crates/cardseal-sandbox/tests/it/main.rs', text), 1, text);
  }
  assert.equal(problems(EXPORTS, `${real(EXPORTS)}\nfn f() { unsafe { g() } }`), 1);
  assert.equal(problems(EXPORTS, `${real(EXPORTS)}\n#[unsafe(export_name = "x")]`), 1);
});

test('a text, a comment and a longer name are none', () => {
  for (const text of ['// unsafe {}', '/// unsafe', '/* unsafe\n{} */', '"unsafe redirect"', '"a \\" unsafe"', 'r#"unsafe "x" "#', 'let unsafely = 1;']) assert.equal(problems('crates/cardseal-host/src/a.rs', text), 0, text);
});

test('a crate that does not take the lints of the workspace is found', () => {
  assert.equal(problems('crates/x/Cargo.toml', '[package]\nname = "x"\n'), 1);
  assert.equal(problems('crates/x/Cargo.toml', '[lints]\nworkspace = true\n'), 0);
  assert.equal(problems('Cargo.toml', 'unsafe_code = "warn"\n'), 1);
  assert.equal(problems('crates/cardseal-wasm/Cargo.toml', 'unsafe_code = "allow"\n'), 1);
});

// The list of parts, compared with two things that it was not made from: cargo's own resolution, and the functions that
// the module really holds.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ask } from '../../scripts/lib/run.mjs';
import { needWasmToolchain } from '../../scripts/lib/tools.mjs';
import { cratesOf, functionsOfPackage } from '../../scripts/supply/lib/names.mjs';
import { sbomOf } from '../../scripts/supply/sbom.mjs';

// What the compiler brings; `rust-std` stands for all of it.
const STANDARD = new Set(['core', 'alloc', 'std', 'compiler_builtins', 'dlmalloc', 'hashbrown', 'rustc_demangle', 'panic_abort', '__rustc']);

/** Crates that functions come from and the list does not name. */
function unlisted(sbom, crates) {
  const listed = new Set(sbom.components.filter(({ scope }) => scope === 'required').map(({ name }) => name.replaceAll('-', '_')));
  return crates.filter((crate) => !listed.has(crate) && !STANDARD.has(crate) && crate !== 'cardseal_wasm');
}

describe('the SBOM', () => {
  let sbom, crates, toolchain;
  before(async () => {
    toolchain = needWasmToolchain();
    sbom = sbomOf('0.1.0', toolchain);
    crates = cratesOf(await functionsOfPackage(toolchain));
  });

  it('names every crate that the module has a function of', () => {
    assert.ok(crates.includes('cardseal_key') && crates.length > 3, crates.join());
    assert.deepEqual(unlisted(sbom, crates), []);
  });

  it('and the comparison finds a crate that is left out', () => {
    const short = { ...sbom, components: sbom.components.filter(({ name }) => name !== 'cardseal-key') };
    assert.deepEqual(unlisted(short, crates), ['cardseal_key']);
  });

  it('names nothing that cargo does not resolve, at the same versions', () => {
    const { packages } = JSON.parse(ask('cargo', ['metadata', '--format-version', '1', '--filter-platform', 'wasm32-unknown-unknown', '--locked']));
    const resolved = new Set(packages.map(({ name, version }) => `pkg:cargo/${name}@${version}`));
    assert.deepEqual(sbom.components.map(({ purl }) => purl).filter((purl) => purl.startsWith('pkg:cargo/') && !resolved.has(purl)), []);
  });

  it('is a closed graph of unique, hashed and licensed components', () => {
    const refs = sbom.components.map((component) => component['bom-ref']);
    assert.equal(new Set(refs).size, refs.length);
    const known = new Set([...refs, sbom.metadata.component['bom-ref']]);
    for (const { ref, dependsOn } of sbom.dependencies) for (const each of [ref, ...dependsOn]) assert.ok(known.has(each), each);
    assert.equal(sbom.dependencies.length, known.size);
    for (const { name, licenses, hashes, scope } of sbom.components) {
      assert.match(licenses[0].expression, /^[A-Za-z0-9 ().+-]+$/, name);
      if (!name.startsWith('cardseal-') && name !== 'rust-std') assert.match(hashes[0].content, /^[0-9a-f]{64}$/, name);
      assert.ok(['required', 'excluded'].includes(scope));
    }
    const macros = sbom.components.filter(({ name }) => ['syn', 'quote', 'proc-macro2'].includes(name));
    assert.ok(macros.every(({ scope }) => scope === 'excluded'));
  });

  it('is the same document each time', () => {
    assert.deepEqual(sbomOf('0.1.0', toolchain), sbom);
    assert.match(sbom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(sbomOf('0.1.1', toolchain).serialNumber, sbom.serialNumber);
  });
});

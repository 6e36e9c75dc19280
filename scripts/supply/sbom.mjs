// The parts of the npm package, as a CycloneDX 1.6 document: every crate that is linked into the module for wasm32, with
// its version, licence, checksum and who needs it, and what takes part in building it. The same sources give the same
// bytes: there is no date in it, and its serial number follows from its content.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmFolder, packagePaths, template } from '../lib/package.mjs';
import { Stop, ask, root, runMain, say } from '../lib/run.mjs';

const CRATE = 'cardseal-wasm';
const TARGET = 'wasm32-unknown-unknown';
const tree = (edges) => ['tree', '-p', CRATE, '--target', TARGET, '-e', edges, '--prefix', 'depth', '--no-dedupe', '--locked', '--format', '|{p}|{l}|{r}'];

/** The document for the package of `version`; `toolchain` is asked for the standard library's version. */
export function sbomOf(version, toolchain) {
  const linked = cratesOf(tree('normal,no-proc-macro'));
  const all = cratesOf(tree('normal,build'));
  const checksums = lockedChecksums();
  const std = standardLibrary(toolchain);
  const components = [...all.values()].filter(({ name }) => name !== CRATE).map((crate) => componentOf(crate, checksums, linked.has(crate.id)));
  const { description, license } = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8'));
  const product = { type: 'library', 'bom-ref': `pkg:npm/cardseal@${version}`, name: 'cardseal', version, description, purl: `pkg:npm/cardseal@${version}`, licenses: [{ expression: license }] };
  const [shell] = [...all.values()].filter(({ name }) => name === CRATE);
  const dependencies = [
    { ref: product['bom-ref'], dependsOn: [...shell.needs, std.purl].sort() },
    ...[...all.values()].filter(({ name }) => name !== CRATE).map(({ id, needs }) => ({ ref: id, dependsOn: [...needs].sort() })),
    { ref: std.purl, dependsOn: [] },
  ];
  const body = { metadata: { component: product }, components: [...components, { ...std, 'bom-ref': std.purl }].sort(byRef), dependencies: dependencies.sort((one, two) => order(one.ref, two.ref)) };
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(body), version: 1, ...body };
}

/** Writes the document beside the tarball; gives its path. */
export function writeSbom(toolchain) {
  const { version, sbom } = packagePaths();
  mkdirSync(npmFolder, { recursive: true });
  writeFileSync(sbom, `${JSON.stringify(sbomOf(version, toolchain), null, 2)}\n`);
  return sbom;
}

/** Crates by id from `cargo tree`, each with the ids of what it needs. A depth says whose line the crate hangs from. */
function cratesOf(args) {
  const printed = ask('cargo', args, { inheritErrors: true });
  if (!printed) throw new Stop('`cargo tree` failed; its own message is above.');
  const crates = new Map();
  const path = [];
  for (const line of printed.split('\n').filter(Boolean)) {
    const [depth, named, licence, repository] = line.split('|');
    const [, name, version] = /^(\S+) v(\S+)/.exec(named);
    const id = `pkg:cargo/${name}@${version}`;
    if (!crates.has(id)) crates.set(id, { id, name, version, licence, repository, own: /\(\//.test(named), needs: new Set() });
    path.length = Number(depth);
    path.push(id);
    if (depth > 0) crates.get(path.at(-2)).needs.add(id);
  }
  return crates;
}

// What only takes part in the build, such as a procedural macro, is there and is marked as not shipped.
function componentOf({ id, name, version, licence, repository, own }, checksums, isLinked) {
  const checksum = checksums.get(`${name} ${version}`);
  if (!own && !checksum) throw new Stop(`Cargo.lock has no checksum for ${name} ${version}.`);
  if (!licence) throw new Stop(`${name} ${version} names no licence.`);
  return {
    type: 'library', 'bom-ref': id, name, version, scope: isLinked ? 'required' : 'excluded', purl: id,
    licenses: [{ expression: licence.replaceAll('/', ' OR ') }],
    ...(checksum && { hashes: [{ alg: 'SHA-256', content: checksum }] }),
    ...(/^https?:/.test(repository) && { externalReferences: [{ type: 'vcs', url: repository }] }),
  };
}

function lockedChecksums() {
  const entries = readFileSync(join(root, 'Cargo.lock'), 'utf8').matchAll(/name = "([^"]+)"\nversion = "([^"]+)"\n(?:source = "[^"]+"\n)?checksum = "([0-9a-f]{64})"/g);
  return new Map([...entries].map(([, name, version, checksum]) => [`${name} ${version}`, checksum]));
}

// core, alloc and std come with the compiler; they are linked as well.
function standardLibrary(toolchain) {
  const version = /^release: (.+)$/m.exec(ask('rustc', ['-vV'], { env: { ...process.env, RUSTUP_TOOLCHAIN: toolchain } }) ?? '')?.[1];
  if (!version) throw new Stop(`the toolchain ${toolchain} does not tell its version.`);
  const purl = `pkg:generic/rust-std@${version}`;
  return { type: 'library', name: 'rust-std', version, scope: 'required', purl, description: `Rust's standard library for ${TARGET}`, licenses: [{ expression: 'MIT OR Apache-2.0' }] };
}

// RFC 9562, version 8: what is in it comes from the content.
function serialOf(body) {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

const order = (one, two) => (one < two ? -1 : Number(one > two));
const byRef = (one, two) => order(one['bom-ref'], two['bom-ref']);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { needCompilers, needWasmToolchain } = await import('../lib/tools.mjs');
    await needCompilers();
    say(writeSbom(needWasmToolchain()));
  });
}

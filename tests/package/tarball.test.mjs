// The packed tarball itself: exactly the files that are meant, nothing to install, nothing to run, nothing of this machine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { root } from '../../scripts/lib/run.mjs';

const { tarball } = packagePaths();
const allowed = readFileSync(new URL('./allow-list.txt', import.meta.url), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const list = () => execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
const read = (name) => execFileSync('tar', ['-xzOf', tarball, `package/${name}`], { maxBuffer: 1 << 26 });
const manifest = JSON.parse(read('package.json'));

describe('the tarball', () => {
  it('holds the files of tests/package/allow-list.txt and no other', () => {
    assert.deepEqual(list().map((name) => name.replace(/^package\//, '')).sort(), allowed.sort());
  });

  it('has no dependencies of any kind', () => {
    const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies'];
    assert.deepEqual(kinds.filter((kind) => Object.keys(manifest[kind] ?? {}).length > 0), []);
  });

  it('runs no script on any machine', () => assert.equal(manifest.scripts, undefined));

  it('is an ES module package with a licence', () => {
    assert.equal(manifest.name, 'cardseal');
    assert.equal(manifest.type, 'module');
    assert.equal(manifest.license, 'MIT OR Apache-2.0');
  });

  it('points every export at a file that it holds, types first', () => {
    const points = Object.values(manifest.exports).map((entry) => (typeof entry === 'string' ? { default: entry } : entry));
    for (const entry of points) {
      if ('types' in entry) assert.equal(Object.keys(entry)[0], 'types');
      for (const path of Object.values(entry)) assert.ok(allowed.includes(path.replace('./', '')), path);
    }
    assert.ok(points.some((entry) => 'types' in entry));
  });

  it('holds modules that this Node accepts, which import nothing', async () => {
    for (const name of ['cardseal', 'seal']) {
      assert.deepEqual(WebAssembly.Module.imports(await WebAssembly.compile(read(`wasm/${name}.wasm`))), []);
    }
  });

  it("names no folder of the machine that built it", () => {
    const secrets = [root, homedir(), process.env.CARGO_HOME].filter((path) => path && path.length > 4);
    for (const name of allowed) {
      const content = read(name).toString('latin1');
      for (const secret of secrets) assert.ok(!content.includes(`${secret}/`), `${name} names ${secret}`);
    }
  });

  it('holds the licence texts of the repository', () => {
    for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) assert.deepEqual(read(name), readFileSync(join(root, name)));
  });
});

// The rules of deny.toml bite: with one of them made stricter, cargo-deny refuses what is there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/run.mjs';
import { needCargoDeny } from '../../scripts/lib/tools.mjs';

const rules = readFileSync(join(root, 'deny.toml'), 'utf8');
const stricter = {
  bans: [rules.replace('{ crate = "native-tls" }', '{ crate = "native-tls" }, { crate = "zeroize" }'), 'zeroize'],
  licenses: [rules.replace('"MIT", ', ''), 'license'],
  sources: [rules.replace('[sources]', '[sources]\nallow-registry = []'), 'source'],
};

describe('cargo deny', () => {
  before(() => needCargoDeny());

  for (const [kind, [changed, said]] of Object.entries(stricter)) {
    it(`fails where a rule of ${kind} is broken`, () => {
      assert.notEqual(changed, rules);
      const folder = join(root, 'target', 'supply');
      mkdirSync(folder, { recursive: true });
      const config = join(folder, `deny-${kind}.toml`);
      writeFileSync(config, changed);
      const { status, stderr } = spawnSync('cargo-deny', ['--config', config, 'check', '--hide-inclusion-graph', kind], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
      assert.notEqual(status, 0);
      assert.ok(stderr.includes(said), stderr.slice(-500));
    });
  }
});

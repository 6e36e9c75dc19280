// What decides whether a step has to run again, and at which version a tool is installed.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../lib/run.mjs';
import { hashOf, isFresh, writeStamp } from '../lib/stamp.mjs';
import { lockedVersion } from '../lib/tools.mjs';

const folder = mkdtempSync(join(tmpdir(), 'stamp-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a stamp is fresh until a file below it changes, appears, moves or goes', () => {
  const input = join(folder, 'input');
  const stamp = join(folder, 'made', 'stamp');
  mkdirSync(join(input, 'deep'), { recursive: true });
  writeFileSync(join(input, 'deep', 'a'), 'one');
  const seen = () => isFresh(stamp, hashOf([input]));

  assert.equal(seen(), false);
  writeStamp(stamp, hashOf([input]));
  assert.equal(seen(), true);
  for (const change of [
    () => writeFileSync(join(input, 'deep', 'a'), 'two'),
    () => writeFileSync(join(input, 'b'), ''),
    () => rmSync(join(input, 'b')),
  ]) {
    change();
    assert.equal(seen(), false);
    writeStamp(stamp, hashOf([input]));
  }
  assert.equal(seen(), true);
});

test('the version of a crate is that of the lock file', () => {
  const locked = /name = "rusqlite"\nversion = "([^"]+)"/.exec(readFileSync(join(root, 'Cargo.lock'), 'utf8'))[1];
  assert.equal(lockedVersion('rusqlite'), locked);
  assert.throws(() => lockedVersion('no-such-crate'), /does not name/);
});

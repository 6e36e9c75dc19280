// The comparison of two builds: it reads tarballs as tar does, and sees one changed byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { contentsOf, differencesOf, sha256 } from '../../scripts/supply/reproduce.mjs';

const { tarball } = packagePaths();
const packed = readFileSync(tarball);
const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');

it('reads every file of a tarball, with its bytes', () => {
  const contents = contentsOf(packed);
  assert.deepEqual(Object.keys(contents).sort(), [...listed].sort());
  for (const path of listed) assert.equal(contents[path], sha256(execFileSync('tar', ['-xzOf', tarball, path], { maxBuffer: 1 << 26 })), path);
});

it('finds no difference between a tarball and itself', () => assert.deepEqual(differencesOf(packed, Buffer.from(packed)), []));

it('finds the one file of which a byte differs', () => {
  const archive = gunzipSync(packed);
  const entry = execFileSync('tar', ['-xzOf', tarball, 'package/index.js']);
  const at = archive.indexOf(entry);
  assert.ok(at > 0);
  archive[at + entry.length - 1] ^= 1;
  assert.deepEqual(differencesOf(packed, gzipSync(archive)), ['package/index.js differs']);
});

it('finds a difference in the wrapping alone', () => {
  assert.deepEqual(differencesOf(packed, gzipSync(gunzipSync(packed), { level: 1 })), ['every file is the same, but not how they are packed']);
});

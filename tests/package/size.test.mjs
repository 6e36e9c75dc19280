// What a page downloads stays within what it may. `npm run size` prints the parts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packagePaths } from '../../scripts/lib/package.mjs';
import { downloads, oneFileDownloads } from '../../scripts/lib/sizes.mjs';

describe('what a page downloads, compressed with brotli', async () => {
  for (const { name, limit, sum } of [...(await downloads(packagePaths().folder)), ...oneFileDownloads(packagePaths().folder)]) {
    it(`is at most ${limit} KB for ${name}`, () => assert.ok(sum.brotli <= limit * 1024, `${sum.brotli} bytes`));
  }
});

// index.d.ts, seen by a strict TypeScript project.
import { it } from 'node:test';
import { install, tool } from './lib/consumer.mjs';

it('type-checks a strict consumer, and refuses the mistakes that it should', async () => {
  const folder = await install('typescript');
  await tool(folder, 'typescript/bin/tsc', '--project', '.');
});

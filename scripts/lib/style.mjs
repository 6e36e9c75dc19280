// The style sheet of the fields, as it is shipped: the same rules without what only their readers need.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from './run.mjs';

const RULES = /(?<=const RULES = `)[^`]*(?=`;)/;

/** Takes the spaces out of the rules in an assembled package. */
export async function minifyStyle(folder) {
  const { transform } = await import('esbuild');
  const path = join(folder, 'lib', 'style.js');
  const source = readFileSync(path, 'utf8');
  const [rules] = source.match(RULES) ?? [];
  if (!rules) throw new Stop('lib/style.js of the package holds no rules: see scripts/lib/style.mjs.');
  const { code } = await transform(rules, { loader: 'css', minify: true, logLevel: 'error' });
  writeFileSync(path, source.replace(RULES, () => code.trim()));
}

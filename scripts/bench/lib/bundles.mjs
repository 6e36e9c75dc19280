// Every contender as one minified ES module, made by esbuild: what is measured is what a shop would ship.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_ALL } from '../../lib/inline.mjs';
import { packagePaths } from '../../lib/package.mjs';
import { Stop, root } from '../../lib/run.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundles, the report and the chart go. */
export const benchFolder = join(root, 'target', 'bench');

/** The contenders that encrypt, by name; the names are those in every table. */
export const CONTENDERS = { cardseal: 'ours', 'cardseal, one file': 'ours-inline', jose: 'jose', 'gateway sample': 'sample', WebCrypto: 'webcrypto', jsencrypt: 'jsencrypt', 'node-forge': 'forge' };

const { cardseal, ...others } = CONTENDERS;

/** Ways to the first card: every contender, and this package's two files one after the other and both at once. */
export const COLD = {
  ...Object.fromEntries(Object.entries(others).map(([name, file]) => [name, { file }])),
  'cardseal, preloaded': { file: cardseal, isPreloaded: true },
  'cardseal, files in turn': { file: cardseal },
};

/** The address of a module, as it was put beside the bundle of the scripts. */
export function addressOfModule(folder, name) {
  const file = readdirSync(join(folder, 'contenders')).find((each) => new RegExp(`^${name}-[0-9a-f]{8}\\.wasm$`).test(each));
  if (!file) throw new Stop(`the bundles hold no module '${name}'.`);
  return `/contenders/${file}`;
}

/** The card forms whose downloads are compared. */
export const FORMS = { cardseal: 'ours', 'cardseal, one file': 'ours-inline', 'jose + card-validator': 'jose-card-validator', 'jsencrypt + card-validator': 'jsencrypt-card-validator', 'node-forge + card-validator': 'forge-card-validator' };

/** Bundles everything into `target/bench/www`, with what every contender gets beside it; gives that folder. */
export async function bundleAll(material) {
  const out = join(benchFolder, 'www');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const entries = [
    ...Object.values(CONTENDERS).map((name) => `contenders/${name}.js`),
    ...Object.values(FORMS).map((name) => `forms/${name}.js`),
    'pages/warm.js', 'pages/keys.js', 'pages/memory.js',
  ];
  for (const entry of entries) await bundle(join(here, entry), join(out, dirname(entry)), { platform: 'browser', banner: bannerOf(entry) });
  for (const name of Object.values(CONTENDERS)) await bundle(join(here, `contenders/${name}.js`), join(out, 'node'), NODE);
  for (const page of ['empty.html', 'cold.html', 'cold.css']) copyFileSync(join(here, 'pages', page), join(out, 'pages', page));
  writeFileSync(join(out, 'pages', 'material.json'), JSON.stringify(material));
  return out;
}

// What a server would load: node-forge takes its random numbers from Node's own crypto there.
const NODE = { platform: 'node', banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } };

/** The versions of the peers, as they are installed. */
export function peerVersions() {
  const { devDependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  return devDependencies;
}

// A one-file build is for pages without a bundler, which would drop the hint that it begins with.
const bannerOf = (entry) => ({ js: entry.endsWith('-inline.js') ? COMPILE_ALL : '' });

async function bundle(entry, outdir, extra) {
  const { build } = await import('esbuild');
  // One at a time and split, so that a language which is only loaded on demand stays out of the entry's own download.
  await build({
    entryPoints: [entry], outdir, bundle: true, splitting: true, minify: true, format: 'esm', target: 'es2022', ...extra,
    external: ['node:*'], legalComments: 'none', logLevel: 'error', chunkNames: `${basename(entry, '.js')}-[hash]`, plugins: [ourPackage(outdir)],
  });
}

// `cardseal` is the package that was built last, entered by its own exports. Files that it names by
// `new URL('…', import.meta.url)` are put beside the bundle, as Vite and webpack do.
function ourPackage(outdir) {
  const { folder } = packagePaths();
  return {
    name: 'cardseal',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^cardseal(\/|$)/ }, ({ path }) => ({ path: exported(folder, path) }));
      onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!path.startsWith(folder)) return undefined;
        return { contents: readFileSync(path, 'utf8').replaceAll(/new URL\((['"])(\.[^'"]+)\1,\s*import\.meta\.url\)/g, (_, quote, target) => {
          const asset = copied(join(dirname(path), target), outdir);
          return `new URL('./${asset}', import.meta.url)`;
        }), loader: 'js' };
      });
    },
  };
}

function exported(folder, specifier) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = exports[`.${specifier.slice('cardseal'.length)}`];
  if (!entry) throw new Stop(`the package has no export for '${specifier}'.`);
  return join(folder, typeof entry === 'string' ? entry : entry.browser ?? entry.import ?? entry.default);
}

function copied(file, outdir) {
  const content = readFileSync(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const name = `${basename(file, extname(file))}-${hash}${extname(file)}`;
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, name), content);
  return name;
}

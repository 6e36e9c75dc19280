// Asserts the direction of dependencies with `cargo tree`, features and targets all on:
//
//   types <- card <- wasm        types <- host <- checkout        types, card <- sandbox
//
// Nothing that is shipped reaches the sandbox, the back-end SDK cannot name a card number, the module in the page
// has no network or async runtime, and no shipped crate links the `rsa` crate (RUSTSEC-2023-0071).
import { Stop, ask, runMain } from './lib/run.mjs';

const RULES = {
  'cardseal-types': { own: [], never: ['tokio', 'reqwest', 'axum', 'hyper', 'wasm-bindgen'] },
  'cardseal-key': { own: [], never: ['tokio', 'reqwest', 'axum', 'hyper', 'wasm-bindgen', 'aws-lc-rs', 'rsa'] },
  // Its feature `reference` brings `rsa`; the modules, whose rule is the next, have no such feature.
  'cardseal-card': { own: ['cardseal-key', 'cardseal-types'], never: ['tokio', 'reqwest', 'axum', 'hyper', 'wasm-bindgen', 'aws-lc-rs'] },
  'cardseal-wasm': { own: ['cardseal-card', 'cardseal-key', 'cardseal-types'], never: ['crypto-bigint', 'tokio', 'reqwest', 'axum', 'hyper', 'aws-lc-rs', 'rsa', 'getrandom', 'serde-wasm-bindgen'] },
  'cardseal-sqlite': { own: [], never: ['reqwest', 'axum', 'hyper', 'rsa'] },
  'cardseal-host': { own: ['cardseal-key', 'cardseal-types'], never: ['axum', 'rusqlite', 'rsa'] },
  'cardseal-checkout': { own: ['cardseal-host', 'cardseal-key', 'cardseal-sqlite', 'cardseal-types'], never: ['rsa'] },
  'cardseal-sandbox': { own: ['cardseal-card', 'cardseal-key', 'cardseal-sqlite', 'cardseal-types'], never: ['rsa'] },
};

await runMain(() => {
  const problems = Object.entries(RULES).flatMap(([crate, rule]) => problemsOf(crate, rule));
  problems.push(...unknownCrates());
  if (problems.length > 0) throw new Stop(`dependency direction:\n  ${problems.join('\n  ')}`);
  console.log(`dependency direction: ${Object.keys(RULES).length} crates keep it`);
});

function problemsOf(crate, { own, never }) {
  // jiff turns to wasm-bindgen for the clock on wasm32 only, so a rule speaks of the target that the crate is for.
  const target = crate === 'cardseal-wasm' ? 'wasm32-unknown-unknown' : hostTarget();
  const reached = dependenciesOf(crate, target);
  const ours = reached.filter((name) => name.startsWith('cardseal-') && !own.includes(name));
  const theirs = reached.filter((name) => never.includes(name));
  return [...ours, ...theirs].map((name) => `${crate} must not depend on ${name}: \`cargo tree -p ${crate} -e normal,build -i ${name}\` shows the way`);
}

function dependenciesOf(crate, target) {
  const tree = ask('cargo', ['tree', '-p', crate, '-e', 'normal,build', '--all-features', '--target', target, '--prefix', 'none', '--format', '{p}', '--locked'], { inheritErrors: true });
  if (!tree) throw new Stop(`\`cargo tree -p ${crate}\` failed; its own message is above.`);
  const names = new Set(tree.split('\n').map((line) => line.split(' ')[0]));
  if (!names.delete(crate)) throw new Stop(`\`cargo tree -p ${crate}\` does not name ${crate} itself.`);
  return [...names];
}

// A new crate needs a rule, or nothing would check it.
function unknownCrates() {
  const { packages } = JSON.parse(ask('cargo', ['metadata', '--no-deps', '--format-version', '1', '--locked']));
  const names = packages.map(({ name }) => name).filter((name) => !['cardseal-tests', 'cardseal-fuzz'].includes(name) && !(name in RULES));
  return names.map((name) => `${name} has no rule in scripts/check-layers.mjs`);
}

function hostTarget() {
  return /^host: (.+)$/m.exec(ask('rustc', ['-vV']))[1];
}

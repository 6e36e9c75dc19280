// What the commands need from the machine. Each function finds it, installs it where that is allowed,
// or stops with one sentence that says what is missing and how to get it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Stop, addToPath, ask, must, root, run, say, which } from './run.mjs';
import { hashOf, isFresh, writeStamp } from './stamp.mjs';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cardseal', 'tools');

/** Node 20, rustup with cargo, and a C compiler (for linking, SQLite and AWS-LC). */
export async function needCompilers() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Stop(`Node 20 or newer is needed, and this is ${process.versions.node}.`);
  const cargoHome = join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'bin');
  if (!which('cargo') && existsSync(join(cargoHome, 'cargo'))) addToPath(cargoHome);
  if (!which('cargo') || !which('rustup')) throw new Stop('Rust is missing: install rustup (https://rustup.rs), then run this again.');
  if (!ask('cargo', ['--version'])) throw new Stop('rustup has no working toolchain: run `rustup default stable`, then this again.');
  if (!which('cc')) await debianPackages(['gcc', 'libc6-dev'], 'a C compiler (cc)');
  say(`${ask('rustc', ['--version'])}; node ${process.versions.node}`);
}

/** rustfmt and clippy: rustup's minimal profile comes without them. */
export async function needRustComponents() {
  for (const [component, probe] of [['rustfmt', 'fmt'], ['clippy', 'clippy']]) {
    if (!ask('cargo', [probe, '--version'])) await must('rustup', ['component', 'add', component]);
  }
}

/** The root devDependencies, exactly as the lock file has them. */
export async function needNodeModules() {
  const stamp = join(root, 'node_modules', '.cardseal-stamp');
  const wanted = hashOf([join(root, 'package-lock.json')]);
  if (isFresh(stamp, wanted)) return say('node modules are there');
  if (!which('npm')) throw new Stop('npm is missing: it comes with Node from nodejs.org, or as the Debian package npm.');
  await must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeStamp(stamp, wanted);
}

/** A rustup toolchain that builds for wasm32-unknown-unknown. */
export function needWasmToolchain() {
  const name = ask('bash', [join(root, 'scripts', 'wasm-toolchain')], { inheritErrors: true });
  if (!name) throw new Stop('there is no toolchain for wasm32-unknown-unknown; the reason is above.');
  say(`wasm toolchain: ${name}`);
  return name;
}

/** Chromium and its driver: `{ chromium, chromedriver }`, two full paths. */
export async function needChromium() {
  if (!findChromium() || !which('chromedriver')) {
    await debianPackages(['chromium', 'chromium-driver'], 'Chromium with chromedriver');
  }
  const found = { chromium: findChromium(), chromedriver: which('chromedriver') };
  if (!found.chromium || !found.chromedriver) throw new Stop('Chromium and chromedriver were installed but are not found on PATH.');
  say(ask(found.chromium, ['--version']) ?? found.chromium);
  return found;
}

/** A Python with the `cryptography` package, in a virtual environment of its own below target/. */
export async function needPython() {
  const home = join(root, 'target', 'python');
  const python = join(home, 'bin', 'python');
  const has = () => ask(python, ['-c', 'import cryptography; print(cryptography.__version__)']);
  if (!has()) {
    if (!which('python3')) await debianPackages(['python3', 'python3-venv'], 'Python 3');
    rmSync(home, { recursive: true, force: true });
    if (!ask('python3', ['-m', 'venv', home])) {
      await debianPackages(['python3-venv'], "Python's venv module");
      await must('python3', ['-m', 'venv', home]);
    }
    await must(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'cryptography']);
  }
  say(`python cryptography ${has()}`);
  return python;
}

const JAVA = 17;

/** The full path of `java` of a JDK (not only of a JRE: it compiles what it runs), of version 17 or newer. */
export async function needJava() {
  const version = () => (which('java') && which('javac') ? Number(/^\S+ (\d+)/.exec(ask('java', ['--version']))?.[1] ?? 0) : 0);
  if (version() < JAVA) await debianPackages(['default-jdk-headless'], `a JDK of version ${JAVA} or newer`);
  if (version() < JAVA) throw new Stop(`a JDK was installed, but \`java\` on PATH is not of version ${JAVA} or newer.`);
  say(ask('java', ['--version']).split('\n')[0]);
  return which('java');
}

/** The version of a crate in Cargo.lock. */
export function lockedVersion(crate) {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const version = new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
  if (!version) throw new Stop(`Cargo.lock does not name ${crate}.`);
  return version;
}

const CARGO_DENY = '0.20.2';

/** cargo-deny, which judges the crates that are depended upon. */
export const needCargoDeny = () => cargoTool('cargo-deny', CARGO_DENY, 'cargo-deny');

async function cargoTool(crate, version, program) {
  const isRight = (path) => path && ask(path, ['--version'])?.split(' ').at(1) === version;
  const folder = join(cache, `${crate}-${version}`, 'bin');
  if (isRight(join(folder, program))) addToPath(folder);
  else if (!isRight(which(program))) {
    await cargoInstall(crate, version, join(cache, `${crate}-${version}`));
    addToPath(folder);
  }
  say(`${program} ${version}: ${which(program)}`);
}

// `--locked` builds what the tool's authors tested. A mirror may lack one of those exact versions; then the newest
// compatible ones are the only way, and the user is told.
async function cargoInstall(crate, version, home) {
  say(`installing ${crate} ${version} (a few minutes, once for this machine)`);
  const args = ['install', crate, '--version', version, '--root', home];
  const env = { ...process.env, CARGO_TARGET_DIR: join(root, 'target', 'tools') };
  delete env.RUSTUP_TOOLCHAIN;
  const locked = await run('cargo', [...args, '--locked'], { env });
  if (locked.code === 0) return;
  if (!locked.output.includes('failed to select a version')) throw new Stop(`${crate} ${version} could not be installed; cargo's message is above.`);
  say(`this machine's registry lacks a version from ${crate}'s lock file: installing with compatible ones`);
  await must('cargo', args, { env });
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const applications = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  const chosen = process.env.CARDSEAL_CHROMIUM;
  if (chosen) return existsSync(chosen) ? chosen : null;
  return names.map(which).find(Boolean) ?? applications.find(existsSync) ?? null;
}

async function debianPackages(names, what) {
  if (!which('apt-get') || process.getuid?.() !== 0) {
    throw new Stop(`${what} is missing: install it (on Debian as root: \`apt-get install ${names.join(' ')}\`), then run this again.`);
  }
  say(`installing ${what} from Debian: ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', ['update', '-qq'], { env });
  await must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
}

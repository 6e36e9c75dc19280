// npm run deny: cargo-deny on licences, banned crates and sources, which always run; and on advisories, whose database
// comes from the network. Where that cannot be reached it is said loudly, and fails only with --advisories.
import { Stop, must, run, runMain, say } from '../lib/run.mjs';
import { needCargoDeny, needCompilers } from '../lib/tools.mjs';

await runMain(async (flags) => {
  const unknown = flags.find((flag) => flag !== '--advisories');
  if (unknown) throw new Stop(`there is no flag '${unknown}'; the flag is --advisories.`);
  await needCompilers();
  await needCargoDeny();
  // A crate of which there are two versions is a warning, and its tree would fill the screen.
  await must('cargo-deny', ['--log-level', 'error', 'check', '--hide-inclusion-graph', 'bans', 'licenses', 'sources']);
  const { code, output } = await run('cargo-deny', ['--log-level', 'error', 'check', '--hide-inclusion-graph', 'advisories']);
  if (code === 0) return;
  if (!/failed to (fetch|clone|open) advisory database|failed to clone|Could not resolve host/i.test(output)) throw new Stop('cargo-deny found advisories; they are above.');
  if (flags.includes('--advisories')) throw new Stop('the advisory database cannot be reached from this machine.');
  say('NOT CHECKED: advisories. The database cannot be reached from this machine; run `npm run deny` where it can.');
});

// cargo, asked for the files that it made: right for every target directory, profile and platform.
import { spawn } from 'node:child_process';
import { Stop, root } from './run.mjs';

/** Runs a cargo command that builds, with its progress on the terminal, and gives the paths of all that it made. */
export function cargoArtifacts(args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('cargo', [...args, '--message-format=json-render-diagnostics'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (cause) => reject(new Stop(`cargo cannot be run: ${cause.message}`)));
    child.on('close', (code) => {
      if (code !== 0) reject(new Stop(`\`cargo ${args.join(' ')}\` failed; its own message is above.`));
      else resolve(pathsIn(Buffer.concat(chunks).toString()));
    });
  });
}

/** Builds and gives the one program (binary or example) of that name. */
export async function cargoProgram(name, args, options) {
  const program = (await cargoArtifacts(args, options)).find((path) => path.split(/[\\/]/).at(-1) === name);
  if (!program) throw new Stop(`cargo made no program \`${name}\`.`);
  return program;
}

function pathsIn(lines) {
  const messages = lines.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  const artifacts = messages.filter((message) => message.reason === 'compiler-artifact');
  return artifacts.flatMap(({ executable, filenames }) => (executable ? [executable] : filenames));
}

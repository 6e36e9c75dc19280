// The warm race in a Node of its own: reads what to do from stdin, prints the samples as JSON.
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const load = (...path) => import(pathToFileURL(join(process.argv[2], ...path)).href);
const { contenders, material, options } = JSON.parse(await text(process.stdin));
const { raceContenders } = await load('pages', 'warm.js');
const modules = Object.fromEntries(Object.entries(contenders).map(([name, file]) => [name, () => load('node', `${file}.js`)]));
process.stdout.write(JSON.stringify(await raceContenders(modules, material, options)));

// Trains examples one after the other by the command line tool, each for a while, at the lowest priority:
//
//   node bench/presetRuns.mjs [--seconds=300] [--runs=bench/runs] [--set=path=value …] name …
//
// Names are those of `examples/` without `.gan.json`; without names, all. A run that is not done in time is stopped as by
// Ctrl-C: with a checkpoint. `npm run bench -- presets` makes a table of the runs.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from '../scripts/lib/paths.mjs';

const LOWEST_PRIORITY = 19;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '300' },
    runs: { type: 'string', default: inRoot('bench/runs') },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const ENDING = '.gan.json';
const names =
  positionals.length > 0
    ? positionals
    : fs
        .readdirSync(inRoot('examples'))
        .filter((file) => file.endsWith(ENDING))
        .map((file) => file.slice(0, -ENDING.length));

/** Answers the exit code. */
function train(name) {
  const child = spawn(
    process.execPath,
    [
      inRoot('dist/cli.js'),
      ...['train', inRoot('examples', `${name}${ENDING}`)],
      ...['--runs', path.resolve(values.runs)],
      ...values.set.flatMap((setting) => ['--set', setting]),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const timer = setTimeout(() => child.kill('SIGINT'), 1000 * Number(values.seconds));
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

// The processes started from here have it too.
os.setPriority(LOWEST_PRIORITY);
for (const name of names) {
  console.error(`${new Date().toISOString()} ${name}`);
  console.error(`ended with ${await train(name)}`);
}

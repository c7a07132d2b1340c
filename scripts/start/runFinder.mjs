// Notices the run that the training just started has created.
import fs from 'node:fs';
import path from 'node:path';

const pollMilliseconds = 200;

/** Run directories in `runs/` of a folder. */
function runsIn(folder) {
  const runs = path.join(folder, 'runs');
  if (!fs.existsSync(runs)) return [];
  return fs
    .readdirSync(runs)
    .map((name) => path.join(runs, name))
    .filter((run) => fs.existsSync(path.join(run, 'run.json')));
}

export class RunFinder {
  #folder;
  #known;
  #timer;

  /** @param {string} folder the one with the config */
  constructor(folder) {
    this.#folder = folder;
    this.#known = new Set(runsIn(folder));
  }

  /** Resolves to the first run directory that was not there before. */
  next() {
    return new Promise((resolve) => {
      this.#timer = setInterval(() => {
        const run = runsIn(this.#folder).find((candidate) => !this.#known.has(candidate));
        if (run === undefined) return;
        this.stop();
        resolve(run);
      }, pollMilliseconds);
    });
  }

  stop() {
    clearInterval(this.#timer);
  }
}

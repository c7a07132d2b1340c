// Notices the run that the training just started has created.
import fs from 'node:fs';
import path from 'node:path';

const pollMilliseconds = 200;

/** Run directories below `runs/` of the folders given. */
function runsIn(folders) {
  return folders.flatMap((folder) => {
    const runs = path.join(folder, 'runs');
    if (!fs.existsSync(runs)) return [];
    return fs
      .readdirSync(runs)
      .map((name) => path.join(runs, name))
      .filter((run) => fs.existsSync(path.join(run, 'run.json')));
  });
}

export class RunFinder {
  #folders;
  #known;
  #timer;

  /** @param {readonly string[]} folders where training may put its runs */
  constructor(folders) {
    this.#folders = folders;
    this.#known = new Set(runsIn(folders));
  }

  /** Resolves to the first run directory that was not there before. */
  next() {
    return new Promise((resolve) => {
      this.#timer = setInterval(() => {
        const run = runsIn(this.#folders).find((candidate) => !this.#known.has(candidate));
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

/** Finds the run that a word on the command line means. */
import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { runFile } from '../runs/layout';
import { listRuns } from '../runs/runsIndex';
import { UsageError } from './usageError';

/**
 * @param word a run directory, or the id or part of the name of one in `runsDirectory`; absent for the newest
 * @throws UsageError when none fits, or several do
 */
export async function findRun(word: string | undefined, runsDirectory: string): Promise<string> {
  if (word !== undefined && (await isRun(resolve(word)))) return resolve(word);
  const runs = await listRuns(runsDirectory);
  const fitting = runs.filter(({ runDirectory }) => basename(runDirectory).includes(word ?? ''));
  const [first, second] = fitting;
  if (first === undefined) {
    const what = word === undefined ? 'no run' : `no run "${word}"`;
    throw new UsageError(`There is ${what} in ${runsDirectory}.`);
  }
  if (second !== undefined && word !== undefined) {
    const names = fitting.map(({ runDirectory }) => `  ${basename(runDirectory)}`).join('\n');
    throw new UsageError(`Several runs in ${runsDirectory} fit "${word}":\n${names}`);
  }
  return resolve(first.runDirectory);
}

async function isRun(directory: string): Promise<boolean> {
  try {
    await access(runFile(directory, 'record'));
    return true;
  } catch {
    return false;
  }
}

/** Folders of a run directory that have an entry for a step. */
import { readdir } from 'node:fs/promises';
import { errorCode } from './boundedFile';
import { parseStepName } from './layout';

/** Names in a folder; none where it is absent. */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Steps that have an entry, ascending. */
export async function listSteps(folder: string, extension = ''): Promise<number[]> {
  return (await listNames(folder))
    .filter((name) => name.endsWith(extension))
    .map(parseStepName)
    .filter((step) => step !== undefined)
    .sort((a, b) => a - b);
}

/** The sample grids of a run. */
import { readdir } from 'node:fs/promises';
import { errorCode, readBoundedFile } from './boundedFile';
import { parseStepName, runFile, samplesFile } from './layout';

const MAXIMUM_PNG_BYTES = 64 * 1024 * 1024;

/** Steps with a sample grid, ascending. */
export async function listSampleSteps(runDirectory: string): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(runFile(runDirectory, 'samples'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith('.png'))
    .map(parseStepName)
    .filter((step) => step !== undefined)
    .sort((a, b) => a - b);
}

/** The PNG of one grid. @throws Error when it is absent or too large. */
export async function readSamples(runDirectory: string, step: number): Promise<Uint8Array> {
  return readBoundedFile(samplesFile(runDirectory, step), MAXIMUM_PNG_BYTES);
}

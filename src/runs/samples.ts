/** The sample grids of a run. */
import { rm } from 'node:fs/promises';
import { readBoundedFile } from './boundedFile';
import { runFile, samplesFile } from './layout';
import { removeTemporaries } from './replaceFile';
import { listSteps } from './stepEntries';

const MAXIMUM_PNG_BYTES = 64 * 1024 * 1024;

/** Steps with a sample grid, ascending. */
export async function listSampleSteps(runDirectory: string): Promise<number[]> {
  return listSteps(runFile(runDirectory, 'samples'), '.png');
}

/** Removes the grids of steps after `step`, and what a crash left of an unfinished one. */
export async function removeSamplesAfter(runDirectory: string, step: number): Promise<void> {
  for (const later of (await listSampleSteps(runDirectory)).filter((other) => other > step)) {
    await rm(samplesFile(runDirectory, later), { force: true });
  }
  await removeTemporaries(runFile(runDirectory, 'samples'));
}

/** The PNG of one grid. @throws Error when it is absent or too large. */
export async function readSamples(runDirectory: string, step: number): Promise<Uint8Array> {
  return readBoundedFile(samplesFile(runDirectory, step), MAXIMUM_PNG_BYTES);
}

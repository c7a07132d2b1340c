/** What a run directory from elsewhere must not make a training process do: write to places outside of it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './boundedFile';
import { RUN_FILES } from './layout';

const FOLDERS: readonly string[] = [
  RUN_FILES.samples,
  RUN_FILES.distributions,
  RUN_FILES.checkpoints,
  RUN_FILES.exports,
];
const FILES: readonly string[] = Object.values(RUN_FILES).filter((name) => !FOLDERS.includes(name));

/**
 * Checks that everything a worker appends to, replaces or removes lies in the run directory itself, before anything
 * of it is opened for writing: a link would lead elsewhere, and a pipe would never answer.
 *
 * @throws Error that names what is in the way, and what to do
 */
export async function requireOwnFiles(runDirectory: string): Promise<void> {
  await checkEntries(runDirectory, '');
  for (const folder of FOLDERS) await checkEntries(runDirectory, folder);
}

async function checkEntries(runDirectory: string, folder: string): Promise<void> {
  let entries;
  try {
    entries = await readdir(join(runDirectory, folder), { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    const name = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      throw new Error(
        `${name} in the run directory is a link, and a run writes nowhere else. Put what it points to in its place.`,
      );
    }
    const misshapen =
      (FILES.includes(name) && !entry.isFile()) || (FOLDERS.includes(name) && !entry.isDirectory());
    if (misshapen) {
      const wanted = FILES.includes(name) ? 'a regular file' : 'a folder';
      throw new Error(`${name} in the run directory is not ${wanted}. Remove it.`);
    }
  }
}

/** Makes run directories and their names. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RUN_FILES } from './layout';

const MAXIMUM_SLUG = 40;

/** Letters, digits and dashes only, so that a name can be a folder on any system. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAXIMUM_SLUG)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'run' : plain;
}

/** `<yyyymmdd-hhmmss>-<name>-<id>`, in local time. */
export function runDirectoryName(name: string, id: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${date}-${time}-${slug(name)}-${id}`;
}

/** The id at the end of a run directory's name. */
export function runId(runDirectory: string): string {
  return basename(runDirectory).split('-').at(-1) ?? '';
}

/**
 * Makes an empty run directory with its sub-folders inside `runsDirectory`, which is made where absent.
 *
 * @throws Error of the file system: a read-only or full disk, a file in the way.
 */
export async function createRunDirectory(runsDirectory: string, name: string): Promise<string> {
  await mkdir(runsDirectory, { recursive: true });
  const id = randomBytes(4).toString('hex');
  const directory = join(runsDirectory, runDirectoryName(name, id, new Date()));
  // Not recursive: an existing directory is never taken over.
  await mkdir(directory);
  for (const folder of [RUN_FILES.samples, RUN_FILES.checkpoints, RUN_FILES.exports]) {
    await mkdir(join(directory, folder));
  }
  return directory;
}

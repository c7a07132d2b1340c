/** Makes run directories and their names. */
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './boundedFile';
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
  await makeFolder(runsDirectory);
  const id = randomBytes(4).toString('hex');
  const directory = join(runsDirectory, runDirectoryName(name, id, new Date()));
  // Not recursive: an existing directory is never taken over.
  await mkdir(directory);
  for (const folder of [RUN_FILES.samples, RUN_FILES.checkpoints, RUN_FILES.exports]) {
    await mkdir(join(directory, folder));
  }
  return directory;
}

/**
 * Makes a folder and those around it, where absent. On a read-only disk Node.js's recursive `mkdir` says that the
 * folder is missing; what is true is that the nearest one there cannot be written to.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') await requireWritable(dirname(path));
    throw error;
  }
}

/** @throws Error of the file system when the nearest folder around `path` that exists cannot be written to */
async function requireWritable(path: string): Promise<void> {
  try {
    await access(path, constants.W_OK);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await requireWritable(dirname(path));
  }
}

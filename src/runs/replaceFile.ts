/** Replacements that a crash at any moment leaves either undone or done. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './boundedFile';
import { listNames } from './stepEntries';

/** Where the next content of `path` is written before it takes its place: same folder, so that a rename suffices. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

/** Removes from a folder what a crash left of replacements; nothing where it is absent. */
export async function removeTemporaries(folder: string): Promise<void> {
  for (const name of (await listNames(folder)).filter(isTemporaryName)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Writes a new file and sees it to the disk. */
async function writeDurably(path: string, data: Uint8Array | string, mode = 0o666): Promise<void> {
  const handle = await open(path, 'w', mode);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Sees the names in a folder to the disk. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; its file systems journal names by themselves.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole: temporary file, fsync, rename. */
export async function replaceFile(
  path: string,
  data: Uint8Array | string,
  mode = 0o666,
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await writeDurably(temporary, data, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Makes a folder with all of its files, or nothing.
 *
 * @param files content by name
 * @param existing what becomes of a folder that is there already
 */
export async function writeFolder(
  target: string,
  files: ReadonlyMap<string, Uint8Array | string>,
  existing: 'kept' | 'replaced',
): Promise<void> {
  const temporary = temporaryPath(target);
  await rm(temporary, { recursive: true, force: true });
  try {
    await mkdir(temporary, { recursive: true });
    for (const [name, data] of files) await writeDurably(join(temporary, name), data);
    await syncFolder(temporary);
    if (existing === 'replaced') await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const isThere = ['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '');
    if (existing === 'kept' && isThere) return;
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Text files of a run that are cut before it goes on: nothing else is done meanwhile. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { temporaryPath } from './replaceFile';

/**
 * The content of a file; empty where it is absent.
 *
 * @throws Error when it is larger than any run makes it, before anything is allocated for it
 */
export function readOwnText(path: string, maximumBytes: number): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return '';
  if (size > maximumBytes) {
    throw new Error(`${path} has ${size} bytes, more than a run writes. Move it elsewhere.`);
  }
  return readFileSync(path, 'utf8');
}

/** Replaces a file as a whole: temporary file, fsync, rename. */
export function replaceText(path: string, text: string): void {
  const temporary = temporaryPath(path);
  try {
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

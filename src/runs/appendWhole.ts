import { fstatSync, ftruncateSync, writeSync } from 'node:fs';

/**
 * Appends all of `bytes` to a file opened for appending, or nothing: what a full disk took of them is cut again, so
 * that the next record does not follow half of one.
 */
export function appendWhole(file: number, bytes: Uint8Array): void {
  const { size } = fstatSync(file);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

import path from 'node:path';

/** The repository's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Path of a file in the repository. */
export function inRoot(...segments) {
  return path.join(root, ...segments);
}

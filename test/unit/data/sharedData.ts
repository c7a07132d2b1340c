import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';

const folder = path.resolve(root, '../shared/data');

/** Path of a real data file that is too big for the repository; undefined, with a note in the output, where it is absent. */
export function sharedData(name: string): string | undefined {
  const file = path.join(folder, name);
  if (fs.existsSync(file)) return file;
  process.stderr.write(`\nSKIPPED: ${file} is not there; the tests of ${name} do not run.\n`);
  return undefined;
}

/** The ready-made configs of `examples/`. */
import fs from 'node:fs';
import { inRoot } from '../../scripts/lib/paths.mjs';

export interface Example {
  /** Such as `mnist.gan.json`. */
  readonly fileName: string;
  readonly text: string;
}

export function exampleText(name: string): string {
  return fs.readFileSync(inRoot('examples', `${name}.gan.json`), 'utf8');
}

export const EXAMPLES: readonly Example[] = fs
  .readdirSync(inRoot('examples'))
  .filter((fileName) => fileName.endsWith('.gan.json'))
  .map((fileName) => ({ fileName, text: exampleText(fileName.replace('.gan.json', '')) }));

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** Writes an IDX file of as many images as MNIST has: what they show does not change the time of a step. */
export function writeImages(file: string): void {
  const [count, side] = [60_000, 28];
  const header = Buffer.alloc(16);
  [0x803, count, side, side].forEach((word, i) => header.writeUInt32BE(word, 4 * i));
  writeFileSync(file, Buffer.concat([header, randomBytes(count * side * side)]));
}

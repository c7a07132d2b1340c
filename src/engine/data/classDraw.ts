import type { StreamName, Streams } from '../random/streams';
import type { Classes } from './dataSet';

/**
 * Draws classes with the shares they have in the data, to within 2⁻²³: then p(class) is the same for real and generated
 * samples, and a discriminator that cannot tell them apart is at D = ½ for every class.
 *
 * @returns fills a target of any length with classes, as numbers from 0
 */
export function createClassDraw(
  { shares }: Classes,
  streams: Streams,
): (stream: StreamName, index: number, target: Float32Array) => void {
  let sum = 0;
  const upTo = shares.map((share) => (sum += share));
  // Rounding may leave the last bound a little below 1.
  const last = shares.findLastIndex((share) => share > 0);
  return (stream, index, target) => {
    streams.fillUniform(stream, index, target);
    for (let row = 0; row < target.length; row += 1) {
      const drawn = target[row];
      const found = upTo.findIndex((bound) => drawn < bound);
      target[row] = found < 0 ? last : found;
    }
  };
}

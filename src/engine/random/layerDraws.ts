/** Random tensors that layers need while training, out of the streams. */
import type { LayerDraw } from '../program/layers/layer';
import type { StreamName, Streams } from './streams';

/**
 * @param index of the draw in its stream
 * @param target [rows, ...draw.shape]
 */
export function fillLayerDraw(
  streams: Streams,
  stream: StreamName,
  index: number,
  draw: LayerDraw,
  target: Float32Array,
): void {
  switch (draw.kind) {
    case 'dropout':
      streams.fillDropoutMask(stream, index, draw.rate, target);
      return;
    case 'noise':
      streams.fillNormal(stream, index, target);
      return;
    case 'uniform':
      streams.fillUniform(stream, index, target);
      return;
    case 'integers':
      streams.fillUniform(stream, index, target);
      toIntegers(target, draw.counts);
  }
}

/** Numbers from U(0, 1), without its ends, to integers from 0 to before `counts`, which take turns. */
function toIntegers(target: Float32Array, counts: readonly number[]): void {
  for (let i = 0; i < target.length; i += 1) {
    target[i] = Math.floor(target[i] * counts[i % counts.length]);
  }
}

/** Entries of latent vectors, from the prior p(z), out of the streams. */
import type { GanConfig } from '../../config/ganConfig';
import { LATENT_PRIORS } from '../program/latents';
import type { StreamName, Streams } from './streams';

/**
 * @param index of the draw in its stream
 * @param target [rows, latent dimension]
 */
export function fillLatents(
  streams: Streams,
  stream: StreamName,
  index: number,
  distribution: GanConfig['generator']['latent']['distribution'],
  target: Float32Array,
): void {
  switch (distribution) {
    case 'normal':
      streams.fillNormal(stream, index, target);
      return;
    case 'uniform': {
      const { low, high } = LATENT_PRIORS.uniform;
      streams.fillUniform(stream, index, target, low, high);
    }
  }
}

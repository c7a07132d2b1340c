/** What the discriminator tells the generator: where its loss falls. */
import type { LossConfig } from '../../config/ganConfig';
import { generatorLossSlope } from '../program/lossGains';

/** Distance of the two outputs that a derivative is taken from, in units of the grid: float32 outputs limit it. */
const STEP = 1e-3;

/**
 * Minus the gradient of the generator's loss by the sample: where it pushes each one. By central
 * differences of the discriminator's outputs.
 *
 * @param samples [count, 2]
 * @param spans length of the grid along each axis
 * @returns [count, 4]: x, y and the two components
 */
export async function generatorForces(
  samples: Float32Array,
  spans: readonly number[],
  loss: LossConfig,
  discriminate: (samples: Float32Array) => Promise<Float32Array>,
): Promise<Float32Array> {
  const count = samples.length / 2;
  const probes = new Float32Array(5 * samples.length);
  for (let i = 0; i < count; i += 1) {
    for (let probe = 0; probe < 5; probe += 1) {
      probes.set(samples.subarray(2 * i, 2 * i + 2), 10 * i + 2 * probe);
    }
    for (const axis of [0, 1]) {
      probes[10 * i + 2 + 4 * axis + axis] -= STEP * spans[axis];
      probes[10 * i + 4 + 4 * axis + axis] += STEP * spans[axis];
    }
  }
  const outputs = await discriminate(probes);
  const slopeAt = generatorLossSlope(loss);
  const forces = new Float32Array(4 * count);
  for (let i = 0; i < count; i += 1) {
    const slope = slopeAt(outputs[5 * i]);
    for (const axis of [0, 1]) {
      const [low, high] = [5 * i + 1 + 2 * axis, 5 * i + 2 + 2 * axis];
      // What float32 made of the two places, not what was asked for.
      const distance = probes[2 * high + axis] - probes[2 * low + axis];
      forces[4 * i + axis] = samples[2 * i + axis];
      forces[4 * i + 2 + axis] = (-slope * (outputs[high] - outputs[low])) / distance;
    }
  }
  return forces;
}

import type { OptimizerConfig } from '../../../src/config/ganConfig';
import { Allocator, PlayerMemory } from '../../../src/engine/executors/playerMemory';
import { createGanProgram } from '../../../src/engine/program/ganProgram';
import { ganConfig } from '../engine/testGan';
import { testKernels } from '../random/testKernels';

/** The memory of a generator with two tensors, weights [1, units] and bias [units], all zero. */
export function playerMemory(optimizer: OptimizerConfig, units: number): PlayerMemory {
  const config = ganConfig({
    generator: { latent: { dimension: 1 }, layers: [{ type: 'dense', units }] },
    training: { generatorOptimizer: optimizer, generatorEmaDecay: 0.9 },
  });
  const kernels = testKernels(2 ** 21);
  const program = createGanProgram(config, [units]);
  return new PlayerMemory(kernels, new Allocator(kernels), program, 'generator');
}

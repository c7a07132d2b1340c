/** A trainer on a known density, and a meter of its distributions, as the training process has them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as onnxRuntime from 'onnxruntime-node';
import type { GanConfig } from '../src/config/ganConfig';
import { createDataSet } from '../src/engine/data/createDataSet';
import { compiledMemoryBytes, createCompiledExecutor } from '../src/engine/executors/compiled';
import type { OnnxRuntime } from '../src/engine/executors/session';
import { createGanTrainer } from '../src/engine/ganTrainer';
import { compileKernels } from '../src/engine/kernels';
import { lossEquilibrium } from '../src/engine/program/equilibrium';
import { createGanProgram } from '../src/engine/program/ganProgram';
import { createStreams } from '../src/engine/random/streams';
import { DistributionMeter } from '../src/engine/theory/distributionMeter';
import type { Trainer } from '../src/engine/trainer';

const MINIBATCH = 2048;
const runtime = onnxRuntime as unknown as OnnxRuntime;
const kernels = compileKernels(readFileSync(join(__dirname, 'kernels.wasm')));

export interface DensityGan {
  readonly trainer: Trainer;
  readonly meter: DistributionMeter;
}

/** On ONNX Runtime's CPU provider with one thread. */
export async function openDensityGan(config: GanConfig): Promise<DensityGan> {
  const streams = createStreams(config.training.seed, kernels.instantiate(0));
  const data = createDataSet(config.data, streams, config.training.batchSize, {});
  const program = createGanProgram(config, data.sampleShape);
  const executor = await createCompiledExecutor(program, {
    ...{ runtime, provider: 'cpu', threads: 1 },
    kernels: kernels.instantiate(compiledMemoryBytes(program)),
  });
  const trainer = createGanTrainer({ program, data, streams, executor });
  const meter = new DistributionMeter({
    ...{ config, trainer, streams, minibatchSize: MINIBATCH },
    data: createDataSet(config.data, streams, MINIBATCH, {}),
    convention: lossEquilibrium(config.loss),
  });
  return { trainer, meter };
}

/** This project's contestants: a program compiled, and the same run operation by operation on TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as onnxRuntime from 'onnxruntime-node';
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { createDataSet } from '../../src/engine/data/createDataSet';
import type { DataSet } from '../../src/engine/data/dataSet';
import { compiledMemoryBytes, createCompiledExecutor } from '../../src/engine/executors/compiled';
import { createEagerExecutor } from '../../src/engine/executors/eager';
import type { Executor } from '../../src/engine/executors/executor';
import { createGanTrainer } from '../../src/engine/ganTrainer';
import { compileKernels } from '../../src/engine/kernels';
import { createGanProgram, type GanProgram } from '../../src/engine/program/ganProgram';
import type { ProgramName } from '../../src/engine/program/gradientProgram';
import { stateSpecs } from '../../src/engine/program/state';
import { createStreams } from '../../src/engine/random/streams';
import type { NamedTensor, StepResult, Trainer } from '../../src/engine/trainer';
import type { GanConfig } from '../../src/config/ganConfig';
import { ROOT, timed } from '../report';
import type { Contestant, Turn } from './contestant';

/** As many images as MNIST has: what they show does not change the time. */
export const IMAGES = 60_000;

const kernelModule = compileKernels(fs.readFileSync(path.join(ROOT, 'dist/kernels.wasm')));

/** Random pixels. */
function images() {
  const size = 28 * 28;
  const words = new Float32Array((IMAGES * size) / 4);
  createStreams(1, kernelModule.instantiate(0)).fillUniform('evaluation', 0, words, 1, 2);
  const pixels = new Uint8Array(words.buffer);
  const shape = { count: IMAGES, channels: 1, height: 28, width: 28 };
  return { name: 'random pixels', ...shape, pixels, white: 255 };
}

export function dataOf(config: GanConfig): DataSet {
  const streams = createStreams(config.training.seed, kernelModule.instantiate(0));
  const files = config.data.source === 'idx' ? { images: images() } : {};
  return createDataSet(config.data, streams, config.training.batchSize, files);
}

/** A trainer whose inputs can be looked at. */
export class TrainerContestant implements Contestant {
  constructor(
    readonly label: string,
    private readonly config: GanConfig,
    private readonly program: GanProgram,
    private readonly executor: Executor,
    private readonly trainer: Trainer,
  ) {}

  async run(steps: number): Promise<Turn> {
    const allocated: number[] = [];
    const { wall, processor } = await timed(async () => {
      for (let i = 0; i < steps; i += 1) {
        const before = heldBytes();
        await this.step();
        allocated.push(heldBytes() - before);
      }
    });
    return { wall: wall / steps, processor: processor / steps, allocated };
  }

  step(): Promise<StepResult> {
    const { generatorOptimizer, discriminatorOptimizer } = this.config.training;
    return this.trainer.iterate({
      discriminatorSteps: 1,
      generatorLearningRate: generatorOptimizer.learningRate,
      discriminatorLearningRate: discriminatorOptimizer.learningRate,
    });
  }

  parameters(): NamedTensor[] {
    const specs = stateSpecs(this.program).filter(({ role }) => role.kind === 'parameter');
    return specs.map((spec) => ({ ...spec, data: this.executor.read(spec) }));
  }

  /** What the last step was computed from. */
  inputs(program: ProgramName): NamedTensor[] {
    return Object.entries(this.executor.inputs(program)).map(([name, data]) => ({
      name: `${program}:${name}`,
      shape: [data.length],
      data,
    }));
  }

  close(): Promise<void> {
    return this.trainer.dispose();
  }
}

/** Not `process.memoryUsage`, which takes 5 % of a step of 2 ms. */
function heldBytes(): number {
  const { used_heap_size: heapUsed, external_memory: external } = v8.getHeapStatistics();
  return heapUsed + external;
}

export async function compiled(
  config: GanConfig,
  data: DataSet,
  threads: number,
): Promise<TrainerContestant> {
  const program = createGanProgram(config, data.sampleShape);
  const kernels = kernelModule.instantiate(compiledMemoryBytes(program));
  const executor = await createCompiledExecutor(program, {
    runtime: onnxRuntime,
    kernels,
    provider: 'cpu',
    threads,
  });
  const streams = createStreams(config.training.seed, kernels);
  const trainer = createGanTrainer({ program, data, streams, executor });
  return new TrainerContestant('GAN Studio', config, program, executor, trainer);
}

/** @throws Error where the backend lacks an operation of the program */
export async function eagerWasm(config: GanConfig, data: DataSet): Promise<TrainerContestant> {
  wasm.setWasmPaths(`${path.join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  await tf.setBackend('wasm');
  const program = createGanProgram(config, data.sampleShape);
  const executor = await createEagerExecutor(program, 'wasm');
  const streams = createStreams(config.training.seed, kernelModule.instantiate(0));
  const trainer = createGanTrainer({ program, data, streams, executor });
  return new TrainerContestant('TensorFlow.js, WebAssembly', config, program, executor, trainer);
}

/**
 * What crosses between the processor and a WebGPU device in a step, with the state in the kernels' memory and with the
 * state on the device. Runs on the Vulkan driver of `VK_DRIVER_FILES`. Bytes are the same on every driver, so that
 * SwiftShader tells them, which needs no GPU: minibatches of images are small for it, and there are no times.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import * as onnxRuntime from 'onnxruntime-node';
import type { GanConfig } from '../src/config/ganConfig';
import { compiledMemoryBytes, createCompiledExecutor } from '../src/engine/executors/compiled';
import { createDeviceExecutor } from '../src/engine/executors/device';
import type { Executor } from '../src/engine/executors/executor';
import type { OnnxRuntime } from '../src/engine/executors/session';
import { createGanProgram, type GanProgram } from '../src/engine/program/ganProgram';
import { stateSpecs } from '../src/engine/program/state';
import { optimizerScalars } from '../src/engine/program/optimizers';
import { testKernels } from '../test/unit/random/testKernels';
import { workloads } from './configs';
import { report } from './report';

const STEPS = 2;
/** Samples in a minibatch of images, at most. */
const IMAGES = 8;

/** The workloads, by name, with the shape of a sample. */
const SAMPLES = { ring8: [2], mnist: [1, 28, 28], dcgan28: [1, 28, 28] };

/** Bytes that went to the device and came back, and tensors that came back: each is waited for. */
const traffic = { up: 0, down: 0, tensors: 0 };

function valuesHere(tensors: Readonly<Record<string, Tensor>>): Float32Array[] {
  return Object.values(tensors)
    .filter(({ location }) => location === 'cpu')
    .map(({ data }) => data as Float32Array);
}

function bytesOf(arrays: readonly Float32Array[]): number {
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** ONNX Runtime with a count of what its sessions get and give from and to memory. */
const countingRuntime: OnnxRuntime = {
  Tensor: onnxRuntime.Tensor,
  InferenceSession: {
    create: async (model, options) => {
      const session = await onnxRuntime.InferenceSession.create(model, options);
      const run = session.run.bind(session) as (
        ...args: unknown[]
      ) => Promise<InferenceSession.OnnxValueMapType>;
      session.run = async (feeds: InferenceSession.FeedsType, ...rest: unknown[]) => {
        traffic.up += bytesOf(valuesHere(feeds));
        const results = await run(feeds, ...rest);
        const back = valuesHere(results);
        traffic.down += bytesOf(back);
        traffic.tensors += back.length;
        return results;
      };
      return session;
    },
  },
};

/** One step of Algorithm 1 with k = 1. */
async function step(executor: Executor, { config, programs }: GanProgram): Promise<void> {
  const { generatorOptimizer, discriminatorOptimizer } = config.training;
  const scalars = {
    generator: optimizerScalars(generatorOptimizer, generatorOptimizer.learningRate, 1),
    discriminator: optimizerScalars(discriminatorOptimizer, discriminatorOptimizer.learningRate, 1),
  };
  for (const { name } of programs) await executor.update(name, scalars);
}

type Traffic = Readonly<typeof traffic>;

/** Of a step. */
async function trafficOf(executor: Executor, program: GanProgram): Promise<Traffic> {
  for (const spec of stateSpecs(program)) {
    const size = spec.shape.reduce((product, extent) => product * extent, 1);
    executor.write(spec, new Float32Array(size).fill(0.01));
  }
  for (const { name, inputs } of program.programs) {
    for (const { name: input } of inputs) executor.inputs(name)[input]?.fill(0.5);
  }
  // The first compiles the programs of the device, and brings the state there.
  await step(executor, program);
  Object.assign(traffic, { up: 0, down: 0, tensors: 0 });
  for (let i = 0; i < STEPS; i++) await step(executor, program);
  const { up, down, tensors } = traffic;
  await executor.dispose();
  return { up: up / STEPS, down: down / STEPS, tensors: tensors / STEPS };
}

/** With fewer images in a minibatch than `IMAGES`; what is not of the minibatch does not change. */
function small(config: GanConfig, { length }: readonly number[]): GanConfig {
  if (length === 1) return config;
  const batchSize = Math.min(IMAGES, config.training.batchSize);
  return { ...config, training: { ...config.training, batchSize } };
}

async function rowsOf(
  name: string,
  config: GanConfig,
  sample: readonly number[],
): Promise<string[]> {
  const program = createGanProgram(config, sample);
  const options = { runtime: countingRuntime, provider: 'webgpu', threads: 1 } as const;
  const kernels = testKernels(compiledMemoryBytes(program));
  const before = await trafficOf(
    await createCompiledExecutor(program, { ...options, kernels }),
    program,
  );
  const after = await trafficOf(createDeviceExecutor(program, options), program);
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const row = (where: string, { up, down, tensors }: Traffic): string =>
    `| ${name} | ${program.batchSize} | ${where} | ${kilobytes(up)} | ${kilobytes(down)} | ${tensors} |`;
  return [row('kernels', before), row('device', after)];
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const [name, sample] of Object.entries(SAMPLES)) {
    const { title, config } = workloads[name]!;
    process.stderr.write(`${title}\n`);
    // The size of the minibatch has its own column.
    const what = title.replace(/, batch \d+(?=,)/, '');
    rows.push(...(await rowsOf(what, small(config, sample), sample)));
  }
  report('deviceTraffic', 'What crosses between processor and WebGPU device in a step', [
    `k = 1, ${STEPS} steps after the first, none of them measured. kB to the device and back, and tensors that come back and are each waited for, counted at ONNX Runtime's sessions. The state in the kernels' memory goes there and its gradients come back in each update; the state on the device stays there. All this is the same whatever plays the GPU: there are no times, as those of a program that plays one on the processor say nothing about a GPU.`,
    '',
    '| program | minibatch | state | kB to the device | kB back | tensors back |',
    '|---|--:|---|--:|--:|--:|',
    ...rows,
  ]);
}

void main();

/**
 * What crosses between the processor and a WebGPU device in a step, with the state in the kernels' memory and with the
 * state on the device. Runs on the Vulkan driver of `VK_DRIVER_FILES`; SwiftShader's times say nothing about a GPU's.
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
import { median, report } from './report';

const STEPS = 3;

/** The workloads, by name, with the shape of a sample. */
const SAMPLES = { ring8: [2], mnist: [1, 28, 28], dcgan28: [1, 28, 28] };

/** Bytes that went to the device and came back. */
const traffic = { up: 0, down: 0 };

function bytesHere(tensors: Readonly<Record<string, Tensor>>): number {
  return Object.values(tensors)
    .filter(({ location }) => location === 'cpu')
    .reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0);
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
        traffic.up += bytesHere(feeds);
        const results = await run(feeds, ...rest);
        traffic.down += bytesHere(results);
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

interface Cost {
  readonly up: number;
  readonly down: number;
  readonly milliseconds: number;
}

async function costOf(executor: Executor, program: GanProgram): Promise<Cost> {
  for (const spec of stateSpecs(program)) {
    const size = spec.shape.reduce((product, extent) => product * extent, 1);
    executor.write(spec, new Float32Array(size).fill(0.01));
  }
  for (const { name, inputs } of program.programs) {
    for (const { name: input } of inputs) executor.inputs(name)[input]?.fill(0.5);
  }
  // The first compiles the programs of the device, and brings the state there.
  await step(executor, program);
  [traffic.up, traffic.down] = [0, 0];
  const times: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const start = performance.now();
    await step(executor, program);
    times.push(performance.now() - start);
  }
  await executor.dispose();
  return {
    up: traffic.up / STEPS,
    down: traffic.down / STEPS,
    milliseconds: median(times),
  };
}

async function rowsOf(
  name: string,
  config: GanConfig,
  sample: readonly number[],
): Promise<string[]> {
  const program = createGanProgram(config, sample);
  const options = { runtime: countingRuntime, provider: 'webgpu', threads: 1 } as const;
  const kernels = testKernels(compiledMemoryBytes(program));
  const before = await costOf(
    await createCompiledExecutor(program, { ...options, kernels }),
    program,
  );
  const after = await costOf(createDeviceExecutor(program, options), program);
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const row = (where: string, { up, down, milliseconds }: Cost): string =>
    `| ${name} | ${where} | ${kilobytes(up)} | ${kilobytes(down)} | ${milliseconds.toFixed(0)} |`;
  return [row('kernels', before), row('device', after)];
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const [name, sample] of Object.entries(SAMPLES)) {
    const { title, config } = workloads[name]!;
    process.stderr.write(`${title}\n`);
    rows.push(...(await rowsOf(title, config, sample)));
  }
  report('deviceTraffic', 'What crosses between processor and WebGPU device in a step', [
    `k = 1, ${STEPS} steps after the first. kB to the device and back, counted at ONNX Runtime's sessions; ms of a step on the driver of \`VK_DRIVER_FILES\`, medians, of which those of a program that plays a GPU on the processor (SwiftShader) say little about a GPU.`,
    '',
    '| program | state | kB to the device | kB back | ms |',
    '|---|---|--:|--:|--:|',
    ...rows,
  ]);
}

void main();

/**
 * One training step, compiled, against the same program run operation by operation on the WebAssembly backend of
 * TensorFlow.js. Contestants take turns, so that what else the machine does hits them alike; the median counts.
 * Processor time, of all threads, is given besides: it stays near the truth on a busy machine.
 * Every step includes drawing its minibatch and latent vectors, and reading losses and logits back.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as onnxRuntime from 'onnxruntime-node';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { GanConfig } from '../src/config/ganConfig';
import { createDataSet } from '../src/engine/data/createDataSet';
import type { DataSet } from '../src/engine/data/dataSet';
import {
  compiledMemoryBytes,
  createCompiledExecutor,
  type OnnxRuntime,
} from '../src/engine/executors/compiled';
import { createEagerExecutor } from '../src/engine/executors/eager';
import { createGanTrainer } from '../src/engine/ganTrainer';
import { compileKernels } from '../src/engine/kernels';
import { createGanProgram } from '../src/engine/program/ganProgram';
import { createStreams } from '../src/engine/random/streams';
import type { StepResult, Trainer } from '../src/engine/trainer';
import { configs } from './configs';

const ROOT = path.resolve(__dirname, '../..');
const RESULTS = path.join(ROOT, 'bench/results/firstLight.md');
/** The bar: how many times faster than the peer. */
const WANTED = 10;
const ROUNDS = 15;
/** Steps of a compiled contestant in its turn. */
const TURN = 10;

const kernelModule = compileKernels(fs.readFileSync(path.join(ROOT, 'dist/kernels.wasm')));

/** As many images as MNIST has, of random pixels: what they show does not change the time. */
function images() {
  const size = 28 * 28;
  const count = 60_000;
  const words = new Float32Array((count * size) / 4);
  createStreams(1, kernelModule.instantiate(0)).fillUniform('evaluation', 0, words, 1, 2);
  const pixels = new Uint8Array(words.buffer);
  return { name: 'random pixels', count, channels: 1, height: 28, width: 28, pixels, white: 255 };
}

function dataOf(config: GanConfig): DataSet {
  const streams = createStreams(config.training.seed, kernelModule.instantiate(0));
  const files = config.data.source === 'idx' ? { images: images() } : {};
  return createDataSet(config.data, streams, config.training.batchSize, files);
}

async function compiled(config: GanConfig, data: DataSet, threads: number): Promise<Trainer> {
  const program = createGanProgram(config, data.sampleShape);
  const kernels = kernelModule.instantiate(compiledMemoryBytes(program));
  const streams = createStreams(config.training.seed, kernels);
  const runtime = onnxRuntime as unknown as OnnxRuntime;
  const executor = await createCompiledExecutor(program, {
    runtime,
    kernels,
    provider: 'cpu',
    threads,
  });
  return createGanTrainer({ program, data, streams, executor });
}

async function eager(config: GanConfig, data: DataSet): Promise<Trainer> {
  const program = createGanProgram(config, data.sampleShape);
  const streams = createStreams(config.training.seed, kernelModule.instantiate(0));
  const executor = await createEagerExecutor(program, 'wasm');
  return createGanTrainer({ program, data, streams, executor });
}

interface Contestant {
  readonly label: string;
  readonly trainer: Trainer;
  readonly steps: number;
  /** Milliseconds of each step. */
  readonly times: number[];
  /** Milliseconds of processor time a step, of each turn. */
  readonly processorTimes: number[];
}

async function takeTurn(config: GanConfig, contestant: Contestant): Promise<void> {
  const { trainer, steps, times, processorTimes } = contestant;
  const before = process.cpuUsage();
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    await step(config, trainer);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  processorTimes.push((user + system) / 1000 / steps);
}

function step(config: GanConfig, trainer: Trainer): Promise<StepResult> {
  const { generatorOptimizer, discriminatorOptimizer } = config.training;
  return trainer.iterate({
    discriminatorSteps: 1,
    generatorLearningRate: generatorOptimizer.learningRate,
    discriminatorLearningRate: discriminatorOptimizer.learningRate,
  });
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!;
}

/** First steps, untimed: they warm the caches, and the losses must agree, or the race is off. */
async function warmUp(config: GanConfig, contestants: readonly Contestant[]): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const losses: number[] = [];
    for (const { trainer } of contestants) {
      losses.push((await step(config, trainer)).discriminatorLoss);
    }
    const [first] = losses;
    if (losses.some((loss) => Math.abs(loss / first! - 1) > 1e-5)) {
      throw new Error(`The contestants do not compute the same: losses ${losses.join(', ')}.`);
    }
  }
}

/** Rows of the table for one config. */
async function race(name: string, config: GanConfig): Promise<string[]> {
  const data = dataOf(config);
  const threadCounts = [1, os.availableParallelism()].filter((n, i, all) => all.indexOf(n) === i);
  const contestants: Contestant[] = [];
  for (const threads of threadCounts) {
    contestants.push({
      label: `compiled, ONNX Runtime CPU, ${threads} thread${threads === 1 ? '' : 's'}`,
      trainer: await compiled(config, data, threads),
      steps: TURN,
      times: [],
      processorTimes: [],
    });
  }
  const peer: Contestant = {
    label: 'eager, TensorFlow.js WebAssembly, 1 thread',
    trainer: await eager(config, data),
    steps: 1,
    times: [],
    processorTimes: [],
  };
  contestants.push(peer);
  await warmUp(config, contestants);
  for (let round = 0; round < ROUNDS; round++) {
    for (const contestant of contestants) await takeTurn(config, contestant);
  }
  const slowest = quantile(peer.times, 0.5);
  const rows = contestants.map(({ label, times, processorTimes }) => {
    const numbers = [
      quantile(times, 0.5),
      quantile(times, 0.1),
      quantile(times, 0.9),
      quantile(processorTimes, 0.5),
    ].map((milliseconds) => milliseconds.toFixed(2));
    const factor = `${(slowest / quantile(times, 0.5)).toFixed(1)}×`;
    return `| ${[name, label, ...numbers, factor].join(' | ')} |`;
  });
  const best = Math.min(
    ...contestants.filter((c) => c !== peer).map(({ times }) => quantile(times, 0.5)),
  );
  if (slowest / best < WANTED) {
    console.error(
      `${name}: only ${(slowest / best).toFixed(1)} times faster, ${WANTED} are wanted.`,
    );
    process.exitCode = 1;
  }
  for (const { trainer } of contestants) await trainer.dispose();
  return rows;
}

async function main(): Promise<void> {
  wasm.setWasmPaths(`${path.join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  await tf.setBackend('wasm');
  const rows: string[] = [];
  for (const [name, config] of Object.entries(configs)) rows.push(...(await race(name, config)));
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  const versions = `Node.js ${process.versions.node}, ONNX Runtime ${onnxRuntime.env.versions.node ?? '?'}, TensorFlow.js ${tf.version_core}`;
  const report = [
    '# One training step, Adam, k = 1: milliseconds',
    '',
    `${cpu}, ${os.availableParallelism()} cores, load ${os.loadavg()[0]!.toFixed(1)} at the end. ${versions}. \`npm run bench\`.`,
    '',
    '| program | executor | median | 10 % | 90 % | processor | faster than TensorFlow.js WebAssembly |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...rows,
    '',
  ].join('\n');
  fs.writeFileSync(RESULTS, report);
  console.log(report);
}

void main();

/**
 * One training step, compiled, against the same GAN in PyTorch (eager) and on the WebAssembly backend of TensorFlow.js.
 * Contestants take turns, so that what else the machine does hits them alike; medians count. Processor time is given
 * besides: it stays near the truth on a busy machine. Every step includes drawing its minibatch and latent vectors, and
 * reading the losses.
 *
 * `npm run bench -- step [workload …]`; GAN_BENCH_CORES=1 (set by `npm run bench`, which pins the process) or more.
 */
import * as onnxRuntime from 'onnxruntime-node';
import * as tf from '@tensorflow/tfjs-core';
import os from 'node:os';
import { workloads, type Workload } from './configs';
import { median, report } from './report';
import type { Contestant, Turn } from './step/contestant';
import { compiled, dataOf, eagerWasm, type TrainerContestant } from './step/ganStudio';
import { gemmPeak, memoryBandwidth, stepOperations } from './step/machine';
import { findPyTorch, PyTorchContestant } from './step/pytorch';
import { createGanProgram } from '../src/engine/program/ganProgram';

const ROUNDS = 9;
/** Aimed at for a turn of one contestant. */
const TURN_MS = 350;
/** TensorFlow.js takes seconds a step: fewer turns, of one step. */
const SLOW_ROUNDS = 3;

const cores = Number(process.env['GAN_BENCH_CORES'] ?? os.availableParallelism());

interface Raced {
  readonly contestant: Contestant;
  readonly threads: number;
  readonly steps: number;
  readonly rounds: number;
  readonly turns: Turn[];
}

async function enter(contestant: Contestant, threads: number): Promise<Raced> {
  await contestant.run(2);
  const { wall } = await contestant.run(1);
  const steps = Math.max(1, Math.round(TURN_MS / wall));
  const rounds = wall > TURN_MS ? SLOW_ROUNDS : ROUNDS;
  return { contestant, threads, steps, rounds, turns: [] };
}

const threadCounts = [1, cores].filter((count, i, all) => all.indexOf(count) === i);

async function enterAll(
  name: string,
  { config }: Workload,
  python: ReturnType<typeof findPyTorch>,
): Promise<Raced[]> {
  const data = dataOf(config);
  const raced: Raced[] = [];
  for (const threads of threadCounts) {
    const ours: TrainerContestant = await compiled(config, data, threads);
    if (typeof python === 'string') {
      const peer = await PyTorchContestant.start(python, config, data, threads);
      await peer.checkAgainst(ours);
      raced.push(await enter(peer, threads));
    }
    raced.push(await enter(ours, threads));
  }
  try {
    raced.push(await enter(await eagerWasm(config, data), 1));
  } catch (error) {
    console.log(`${name}: not run on TensorFlow.js, WebAssembly: ${String(error).split('\n')[0]}`);
  }
  return raced;
}

const wallOf = ({ turns }: Raced): number => median(turns.map(({ wall }) => wall));

function allocatedBytes({ turns }: Raced): string {
  const all = turns.flatMap(({ allocated }) => allocated ?? []).filter((bytes) => bytes > 0);
  return all.length === 0 ? '' : Math.round(median(all)).toLocaleString('en-US');
}

async function race(
  name: string,
  workload: Workload,
  python: ReturnType<typeof findPyTorch>,
  peak: ReadonlyMap<number, number>,
): Promise<string[]> {
  const raced = await enterAll(name, workload, python);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { contestant, steps, rounds, turns } of raced) {
      if (round < rounds) turns.push(await contestant.run(steps));
    }
  }
  const [fastest] = raced
    .filter(({ contestant }) => contestant.label === 'GAN Studio')
    .toSorted((a, b) => wallOf(a) - wallOf(b));
  const program = createGanProgram(workload.config, dataOf(workload.config).sampleShape);
  const operations = stepOperations(program);
  const rows = raced.map((one) => {
    const wall = wallOf(one);
    const ofPeak = operations / (wall / 1000) / peak.get(one.threads)!;
    const processor = median(one.turns.map(({ processor: time }) => time));
    const cells = [
      name,
      one.contestant.label,
      one.threads,
      wall.toFixed(2),
      processor.toFixed(2),
      (1000 / wall).toFixed(1),
      `${(wall / wallOf(fastest!)).toFixed(2)} ×`,
      `${(100 * ofPeak).toFixed(0)} %`,
      allocatedBytes(one),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  for (const { contestant } of raced) await contestant.close();
  return rows;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const chosen = Object.entries(workloads).filter(
    ([name]) => wanted.length === 0 || wanted.includes(name),
  );
  if (chosen.length === 0) {
    throw new Error(
      `No workload is called ${wanted.join(', ')}: ${Object.keys(workloads).join(', ')}.`,
    );
  }
  const python = findPyTorch();
  if (typeof python !== 'string') console.log(`Without PyTorch: ${python.missing}.`);
  const peak = new Map<number, number>();
  for (const threads of threadCounts) peak.set(threads, await gemmPeak(threads));
  const bandwidth = memoryBandwidth();
  const rows: string[] = [];
  for (const [name, workload] of chosen) {
    rows.push(...(await race(name, workload, python, peak)));
    console.log(rows.at(-1));
  }
  const peaks = [...peak].map(
    ([threads, flops]) => `${(flops / 1e9).toFixed(0)} GFLOP/s on ${threads}`,
  );
  const lines = [
    `${cores === 1 ? 'Everything pinned to one core' : `On ${cores} cores, each contestant with 1 and ${cores} threads`}. ONNX Runtime ${onnxRuntime.env.versions.node ?? '?'}, TensorFlow.js ${tf.version_core}. Gemm peak of ONNX Runtime: ${peaks.join(', ')}; copying memory: ${(bandwidth / 1e9).toFixed(1)} GB/s.`,
    '',
    ...chosen.map(([name, { title }]) => `- **${name}**: ${title}.`),
    '',
    'Medians of turns, k = 1. Products: floating-point operations of matrix products and convolutions as a share of the peak.',
    '',
    '| workload | trains on | threads | ms a step | of processor | steps/s | time over ours | products | bytes a step |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ];
  const isPartial = wanted.length > 0;
  if (isPartial) console.log(lines.join('\n'));
  else {
    const name = cores === 1 ? 'stepOneCore' : 'stepAllCores';
    report(name, 'One training step', lines, 'npm run bench');
  }
}

void main();

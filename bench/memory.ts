/**
 * Whether a long run grows: resident memory and heap of the training process as it is shipped, with a client that follows
 * it, over a million steps. `GAN_MEMORY_STEPS` takes another number.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type GanConfig, ganConfigSchema } from '../src/config/ganConfig';
import { isLiveState } from '../src/protocol/runModel';
import { launchRun } from '../src/runs/launch';
import { readRunRecord } from '../src/runs/record';
import { attachToRun } from '../src/runs/workerClient';
import { buildPrograms } from '../test/helpers/builtPrograms';
import { median, report, ROOT } from './report';

const STEPS = Number(process.env['GAN_MEMORY_STEPS'] ?? 1_000_000);
/** Of the run: where growth is counted from. Before, buffers fill and code is compiled. */
const FROM = 0.1;
/** Of the run: what is averaged at either end. */
const WINDOW = 0.05;
const MAXIMUM_GROWTH = 0.02;

const SAMPLER = path.join(ROOT, 'bench/memory/sampler.cjs');

const KINDS = { rss: 'resident', heapUsed: 'JavaScript heap', external: 'outside the heap' };
type Kind = keyof typeof KINDS;
type Sample = { readonly time: number } & Readonly<Record<Kind, number>>;

/** The eight Gaussians, in networks so small that a million steps take minutes. */
function config(): GanConfig {
  const dense = (units: number, activation: 'relu' | 'linear') => ({
    ...{ type: 'dense' as const, units, activation },
  });
  return ganConfigSchema.parse({
    name: 'memory',
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: [dense(8, 'relu'), dense(2, 'linear')] },
    discriminator: { layers: [dense(8, 'relu'), dense(1, 'linear')] },
    training: { batchSize: 8, steps: STEPS },
    evaluation: { everySteps: 1000 },
    device: 'onnxruntime-cpu',
    threads: 1,
  });
}

/** Trains to the end, followed by a client, and answers the steps reached by the time of each progress. */
async function follow(runDirectory: string): Promise<readonly (readonly [number, number])[]> {
  const reached: [number, number][] = [];
  const ignore = (): void => undefined;
  const client = await attachToRun(runDirectory, {
    record: ignore,
    progress: ({ step }) => void reached.push([Date.now(), step]),
    ...{ metrics: ignore, histogram: ignore, distribution: ignore, stepping: ignore },
    ...{ journal: ignore, evaluated: ignore },
  });
  while (isLiveState((await readRunRecord(runDirectory)).state)) await pause(1000);
  client.close('the run has ended');
  return reached;
}

/** Median of a kind of memory over a part of the run. */
function level(samples: readonly Sample[], kind: Kind, from: number, to: number): number {
  const [start, end] = [samples[0]?.time ?? NaN, samples.at(-1)?.time ?? NaN];
  const within = samples.filter(({ time }) => {
    const share = (time - start) / (end - start);
    return share >= from && share <= to;
  });
  return median(within.map((sample) => sample[kind]));
}

function rowOf(samples: readonly Sample[], kind: Kind): { line: string; growth: number } {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
  const early = level(samples, kind, FROM, FROM + WINDOW);
  const late = level(samples, kind, 1 - WINDOW, 1);
  const growth = late / early - 1;
  const quarters = [0.25, 0.5, 0.75].map((at) => level(samples, kind, at, at + WINDOW));
  const cells = [early, ...quarters, late].map(megabytes);
  const sign = growth >= 0 ? '+' : '';
  return {
    line: `| ${KINDS[kind]} | ${cells.join(' | ')} | ${sign}${(100 * growth).toFixed(2)} % |`,
    growth,
  };
}

async function main(): Promise<void> {
  const programs = await buildPrograms();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-memory-'));
  const samplesFile = path.join(folder, 'samples.ndjson');
  process.env['GAN_MEMORY_SAMPLES'] = samplesFile;
  process.env['NODE_OPTIONS'] = `--require ${SAMPLER}`;
  try {
    const { runDirectory } = await launchRun(
      {
        config: config(),
        configPath: path.join(folder, 'memory.gan.json'),
        runsDirectory: path.join(folder, 'runs'),
      },
      { workerPath: path.join(programs, 'worker.js') },
    );
    const reached = await follow(runDirectory);
    const { state, reason } = await readRunRecord(runDirectory);
    if (state !== 'completed') throw new Error(`The run is ${state}: ${reason}`);
    const [from, to] = [reached[0]?.[0] ?? NaN, reached.at(-1)?.[0] ?? NaN];
    const samples = fs
      .readFileSync(samplesFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Sample)
      .filter(({ time }) => time >= from && time <= to);
    const rows = (Object.keys(KINDS) as Kind[]).map((kind) => rowOf(samples, kind));
    const grown = rows.some(({ growth }) => !(growth < MAXIMUM_GROWTH));
    report('memory', 'Memory of a long run', [
      `${STEPS.toLocaleString('en-US')} steps of the ring of 8 Gaussians, 2-8-2 and 2-8-1, batches of 8, an evaluation every 1,000 steps, a checkpoint every`,
      `1,000, one client attached: ${((to - from) / 60_000).toFixed(1)} minutes, ${samples.length} samples of the training process, each after a garbage collection.`,
      `MB, medians of ${100 * WINDOW} % of the time from there on; growth from ${100 * FROM} % of the run to its end, ${100 * MAXIMUM_GROWTH} % at most: ${grown ? '**more**' : 'kept'}.`,
      '',
      `| memory | ${[FROM, 0.25, 0.5, 0.75].map((at) => `${100 * at} %`).join(' | ')} | end | growth |`,
      '|---|--:|--:|--:|--:|--:|--:|',
      ...rows.map(({ line }) => line),
    ]);
    process.exitCode = grown ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

void main();

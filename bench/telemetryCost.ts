/**
 * What telemetry and one attached client cost: CPU time and time of a training step with and without them, in
 * alternating blocks of one process.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GanConfigInput, ganConfigSchema } from '../src/config/ganConfig';
import { openClientSide } from '../src/protocol/workerLink';
import { WORKER_PROTOCOL_VERSION } from '../src/protocol/workerProtocol';
import { createSocketPlace } from '../src/runs/connection';
import { BalanceWriter } from '../src/runs/balanceFile';
import { MetricsWriter } from '../src/runs/metricsFile';
import { connectSocket, socketStream } from '../src/runs/socketStream';
import { Balance } from '../src/worker/balance';
import { ClientHub } from '../src/worker/clientHub';
import { Controls } from '../src/worker/controls';
import { newRecord } from '../src/worker/newRecord';
import { prepareTraining } from '../src/worker/prepareTraining';
import { TrainingClock } from '../src/worker/speed';
import { Telemetry, TICK_MS } from '../src/worker/telemetry';
import { writeImages } from './imageFile';
import { median, report } from './report';

const BLOCK_MS = 2000;
const PAIRS = 15;
const TURN_EVERY_MS = 5;

const dense = (units: number, activation: 'relu' | 'leakyRelu' | 'tanh' | 'linear' = 'linear') => ({
  type: 'dense' as const,
  units,
  activation,
});
const programs: Record<string, GanConfigInput> = {
  'ring-8, 2-64-64, 256': {
    data: { source: 'ring' },
    generator: {
      latent: { dimension: 2 },
      layers: [dense(64, 'relu'), dense(64, 'relu'), dense(2)],
    },
    discriminator: { layers: [dense(64, 'leakyRelu'), dense(64, 'leakyRelu'), dense(1)] },
    training: { batchSize: 256 },
  },
  'MNIST MLP, 128': {
    data: { source: 'idx', images: 'images-idx3-ubyte' },
    generator: {
      latent: { dimension: 100 },
      layers: [dense(256, 'relu'), dense(512, 'relu'), dense(784, 'tanh')],
    },
    discriminator: { layers: [dense(512, 'leakyRelu'), dense(256, 'leakyRelu'), dense(1)] },
    training: { batchSize: 128 },
  },
};

const ignore = (): void => undefined;
const noEvents = {
  record: ignore,
  progress: ignore,
  metrics: ignore,
  histogram: ignore,
  distribution: ignore,
  journal: ignore,
  evaluated: ignore,
  stepping: ignore,
};

/** The other process: attaches and reads. */
async function beClient(path: string, token: string): Promise<void> {
  const client = openClientSide(socketStream(await connectSocket(path)), noEvents);
  await client.call('attach', token, WORKER_PROTOCOL_VERSION);
  client.onClose(() => process.exit());
  process.send?.('attached');
}

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** Microseconds a step over a block. */
async function measure(steps: () => Promise<number>): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const count = await steps();
  const wall = (1000 * (performance.now() - before)) / count;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: (user + system) / count, wall };
}

/** Rows of the report. */
async function bench(name: string, input: GanConfigInput): Promise<string[]> {
  const config = ganConfigSchema.parse({ device: 'onnxruntime-cpu', threads: 1, ...input });
  const folder = mkdtempSync(join(tmpdir(), 'gan-bench-'));
  writeImages(join(folder, 'images-idx3-ubyte'));
  const prepared = await prepareTraining(config, join(folder, 'bench.gan.json'), {
    tellStatus: ignore,
    tensorflowFolders: [],
  });
  const { trainer } = prepared;
  const place = createSocketPlace();
  const record = await newRecord(folder, config, undefined, prepared);
  const { settings } = record;
  const hub = new ClientHub('token');
  const now = (): number => performance.now();
  const clock = new TrainingClock(now, 0);
  const writer = MetricsWriter.open(folder, 0);
  const parts = {
    writer,
    publisher: hub,
    clock,
    now,
    steps: 1e9,
    startStep: 0,
    convention: prepared.equilibrium,
  };
  const telemetry = new Telemetry(parts);
  const balance = new Balance({
    ...{ writer: BalanceWriter.open(folder, 0), loss: config.loss, now },
    // Of evaluations, which have their own budget.
    overfit: undefined,
  });
  const controls = new Controls();
  const refuse = (): never => {
    throw new Error('not here');
  };
  await hub.listen(place.path, {
    attachResult: () => ({
      record,
      progress: telemetry.progress,
      metricsFlushedToStep: telemetry.flush(),
      stepping: {
        slowMotion: 0,
        updatesDone: 0,
        next: prepared.trainer.nextUpdate(record.settings),
        updates: {},
      },
    }),
    ...{ pause: refuse, resume: refuse, singleStep: refuse, stop: refuse },
    ...{ singleUpdate: refuse, slowMotion: refuse },
    ...{ changeSetting: refuse, saveModel: refuse, distribution: refuse, inspect: refuse },
  });
  const child = fork(__filename, ['client', place.path, 'token']);
  await new Promise((resolve) => child.once('message', resolve));

  /** The loop of `trainingRun.ts`, with telemetry or without. */
  const block = async (on: boolean): Promise<number> => {
    const ticking = on ? setInterval(() => telemetry.tick(), TICK_MS) : undefined;
    const start = now();
    let lastTurn = start;
    let steps = 0;
    while (now() - start < BLOCK_MS) {
      if (on) {
        await controls.boundary();
        clock.start();
      }
      const measured = on && balance.isDue(trainer.step + 1);
      const result = await trainer.iterate(settings, measured);
      steps++;
      if (!on) continue;
      telemetry.record(result, settings, trainer.step, false);
      balance.note(result);
      if (measured) await balance.record(result, trainer.step, false);
      if (now() - lastTurn < TURN_EVERY_MS) continue;
      await nextTurn();
      lastTurn = now();
    }
    clearInterval(ticking);
    return steps;
  };
  await block(true);
  const off: Cost[] = [];
  const on: Cost[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    off.push(await measure(() => block(false)));
    on.push(await measure(() => block(true)));
  }
  const rows = (['wall', 'cpu'] as const).map((kind) => {
    const without = median(off.map((cost) => cost[kind]));
    const percents = on.map((cost, i) => 100 * (cost[kind] / (off[i]?.[kind] ?? NaN) - 1));
    const [middle, least, most] = [
      median(percents),
      Math.min(...percents),
      Math.max(...percents),
    ].map((percent) => `${percent >= 0 ? '+' : ''}${percent.toFixed(1)} %`);
    const label = kind === 'cpu' ? 'processor' : 'clock';
    return `| ${name} | ${label} | ${without.toFixed(0)} | ${middle} | ${least} | ${most} |`;
  });
  await hub.close();
  child.kill();
  place.remove();
  telemetry.close();
  balance.close();
  rmSync(folder, { recursive: true, force: true });
  await trainer.dispose();
  return rows;
}

async function main(): Promise<void> {
  const [mode, path = '', token = ''] = process.argv.slice(2);
  if (mode === 'client') {
    await beClient(path, token);
    return;
  }
  const rows: string[] = [];
  for (const [name, input] of Object.entries(programs)) rows.push(...(await bench(name, input)));
  report('telemetryCost', 'Telemetry and one attached client: time of a step', [
    `Alternating blocks of ${BLOCK_MS / 1000} s in one process, ${PAIRS} pairs; ratios are of neighbouring blocks.`,
    '',
    '| program | time | without, µs a step | with: median | least | most |',
    '|---|---|--:|--:|--:|--:|',
    ...rows,
  ]);
}

void main();

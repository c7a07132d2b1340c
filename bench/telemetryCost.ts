/**
 * What telemetry and one attached client cost: CPU time and time of a training step with and without them, in
 * alternating blocks of one process.
 *
 *   npx esbuild bench/telemetryCost.ts --bundle --platform=node --main-fields=module,main \
 *     --external:onnxruntime-node --outfile=dist/telemetryCost.js && node dist/telemetryCost.js
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
import { MetricsWriter } from '../src/runs/metricsFile';
import { connectSocket, socketStream } from '../src/runs/socketStream';
import { ClientHub } from '../src/worker/clientHub';
import { Controls } from '../src/worker/controls';
import { newRecord } from '../src/worker/newRecord';
import { prepareTraining } from '../src/worker/prepareTraining';
import { TrainingClock } from '../src/worker/speed';
import { Telemetry, TICK_MS } from '../src/worker/telemetry';

const BLOCK_MS = 2000;
const PAIRS = 9;
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
    data: { source: 'idx', images: '../../shared/data/mnist/train-images-idx3-ubyte.gz' },
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
  journal: ignore,
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function bench(name: string, input: GanConfigInput): Promise<void> {
  const config = ganConfigSchema.parse({ device: 'onnxruntime-cpu', threads: 1, ...input });
  const prepared = await prepareTraining(config, join(__dirname, 'bench.gan.json'), ignore);
  const { trainer } = prepared;
  const folder = mkdtempSync(join(tmpdir(), 'gan-bench-'));
  const place = createSocketPlace();
  const record = await newRecord(folder, config, undefined, prepared);
  const { settings } = record;
  const hub = new ClientHub('token');
  const now = (): number => performance.now();
  const clock = new TrainingClock(now, 0);
  const writer = MetricsWriter.open(folder, 0);
  const parts = { writer, publisher: hub, clock, now, steps: 1e9, startStep: 0 };
  const telemetry = new Telemetry(parts);
  const controls = new Controls();
  const refuse = (): never => {
    throw new Error('not here');
  };
  await hub.listen(place.path, {
    attachResult: () => ({
      record,
      progress: telemetry.progress,
      metricsFlushedToStep: telemetry.flush(),
    }),
    ...{ pause: refuse, resume: refuse, singleStep: refuse, stop: refuse },
    ...{ changeSetting: refuse, saveModel: refuse },
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
      const result = await trainer.iterate(settings);
      steps++;
      if (!on) continue;
      telemetry.record(result, settings, trainer.step, false);
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
  for (const kind of ['cpu', 'wall'] as const) {
    const without = median(off.map((cost) => cost[kind]));
    const ratios = on.map((cost, i) => cost[kind] / (off[i]?.[kind] ?? NaN));
    const percent = 100 * (median(ratios) - 1);
    console.log(
      `${name}: ${kind} ${without.toFixed(0)} µs a step without, ${percent >= 0 ? '+' : ''}${percent.toFixed(1)} % with (median of ${PAIRS} pairs, ${Math.min(...ratios).toFixed(3)}–${Math.max(...ratios).toFixed(3)})`,
    );
  }
  await hub.close();
  child.kill();
  place.remove();
  telemetry.close();
  rmSync(folder, { recursive: true, force: true });
  await trainer.dispose();
}

async function main(): Promise<void> {
  const [mode, path = '', token = ''] = process.argv.slice(2);
  if (mode === 'client') {
    await beClient(path, token);
    return;
  }
  for (const [name, input] of Object.entries(programs)) await bench(name, input);
}

void main();

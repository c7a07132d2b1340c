/**
 * What the host would send about a run: curves shaped like those of the MNIST example (a discriminator that wins at
 * first, a generator that catches up, k changed from 1 to 3 at step 1,200), decimated the way the host does it.
 */
import { encode } from 'fast-png';
import {
  CURVE_COLUMNS,
  type CurveColumn,
  type CurveView,
  type PanelSnapshot,
  type RunSummary,
} from '../../src/protocol/panelProtocol';
import {
  HISTOGRAM_BINS,
  type JournalEvent,
  type OutputHistogram,
} from '../../src/protocol/runModel';

const TIME = '2026-11-23T09:30:00.000Z';

/** Uniform in [0, 1): mulberry32, so that every run of the tests draws the same picture. */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Mean outputs of the discriminator at a step, and from them both losses, as the minibatches would scatter them. */
function valuesAt(step: number, random: () => number): Record<CurveColumn, number> {
  const scatter = () => random() + random() + random() - 1.5;
  const afterEdit = step > 1200 ? 0.05 * Math.exp(-(step - 1200) / 1500) : 0;
  const gap = 0.12 + 0.36 * Math.exp(-step / 900) * (1 - Math.exp(-step / 60)) + afterEdit;
  const slow = 0.04 * Math.sin(step / 700);
  const real = Math.min(0.98, Math.max(0.02, 0.5 + gap + slow + 0.05 * scatter()));
  const fake = Math.min(0.98, Math.max(0.02, 0.5 - gap + slow + 0.05 * scatter()));
  return {
    discriminatorLoss: -Math.log(real) - Math.log(1 - fake) + 0.1 * Math.abs(scatter()),
    generatorLoss: -Math.log(fake) + 0.08 * Math.abs(scatter()),
    meanRealOutput: real,
    meanFakeOutput: fake,
  };
}

/** Curves of the steps 0..toStep in at most `points` buckets. */
export function makeCurves(toStep: number, points = 600, fromStep = 0): CurveView {
  const perBucket = Math.max(1, Math.ceil((toStep - fromStep) / points));
  const buckets = Math.ceil((toStep - fromStep) / perBucket);
  const step = Int32Array.from({ length: buckets }, (_, i) => fromStep + i * perBucket);
  const series = Object.fromEntries(
    CURVE_COLUMNS.map((column) => [
      column,
      {
        low: new Float32Array(buckets),
        mean: new Float32Array(buckets),
        high: new Float32Array(buckets),
      },
    ]),
  ) as unknown as CurveView['series'];
  const random = randomStream(7);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const rows = Array.from({ length: Math.min(perBucket, 24) }, (_, i) =>
      valuesAt((step[bucket] ?? 0) + i, random),
    );
    for (const column of CURVE_COLUMNS) {
      const values = rows.map((row) => row[column]);
      series[column].low[bucket] = Math.min(...values);
      series[column].mean[bucket] = values.reduce((sum, value) => sum + value, 0) / values.length;
      series[column].high[bucket] = Math.max(...values);
    }
  }
  return { fromStep, toStep, step, series };
}

/** Counts of 128 real and 128 fake outputs. */
export function makeHistogram(step: number): OutputHistogram {
  const random = randomStream(step);
  const counts = (centre: number): number[] => {
    const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
    for (let i = 0; i < 128; i += 1) {
      const output = centre + 0.42 * (random() + random() + random() - 1.5);
      const bin = Math.floor(Math.min(0.999, Math.max(0, output)) * HISTOGRAM_BINS);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    return bins;
  };
  return { step, real: counts(0.64), fake: counts(0.36) };
}

const GRID = 8;
const SIDE = 28;

/** A grid of 64 grey strokes of 28×28 pixels that come out of noise as the run goes on, as the worker writes it. */
export function makeGrid(step: number): Uint8Array {
  const clarity = 1 - Math.exp(-step / 1500);
  const latents = randomStream(1);
  const noise = randomStream(step + 1);
  const size = GRID * SIDE;
  const data = new Uint8Array(size * size);
  for (let cell = 0; cell < GRID * GRID; cell += 1) {
    const radius = 5 + 4 * latents();
    const turn = 2 * Math.PI * latents();
    const sweep = Math.PI * (0.8 + 1.2 * latents());
    const slant = 0.5 * (latents() - 0.5);
    for (let y = 0; y < SIDE; y += 1) {
      for (let x = 0; x < SIDE; x += 1) {
        const [dx, dy] = [x - 13.5 + slant * (y - 13.5), (y - 13.5) * 0.8];
        const angle = (Math.atan2(dy, dx) - turn + 4 * Math.PI) % (2 * Math.PI);
        const ink = angle < sweep ? Math.exp(-((Math.hypot(dx, dy) - radius) ** 2) / 3) : 0;
        const value = clarity * ink + (1 - clarity) * noise();
        const row = Math.floor(cell / GRID) * SIDE + y;
        data[row * size + (cell % GRID) * SIDE + x] = Math.round(255 * value);
      }
    }
  }
  return encode({ width: size, height: size, data, channels: 1, depth: 8 });
}

export const summary: RunSummary = {
  id: '20261123-093000-mnist-mlp-4f1a',
  name: 'mnist-mlp',
  state: 'running',
  settings: {
    ...{ generatorBeta1: 0.5, generatorBeta2: 0.999, generatorEpsilon: 1e-8 },
    ...{ discriminatorBeta1: 0.5, discriminatorBeta2: 0.999, discriminatorEpsilon: 1e-8 },
    discriminatorSteps: 3,
    generatorLearningRate: 0.0002,
    discriminatorLearningRate: 0.0002,
  },
  device: {
    device: 'onnxruntime-cpu',
    label: 'ONNX Runtime, CPU',
    reason: 'Fastest of the two that ran: 14.4 ms a step, one thread beats two on this machine.',
    threads: 1,
    candidates: [
      {
        device: 'onnxruntime-cpu',
        label: 'ONNX Runtime, CPU, 1 thread',
        millisecondsPerStep: 14.4,
        note: 'chosen',
      },
      {
        device: 'onnxruntime-cpu',
        label: 'ONNX Runtime, CPU, 2 threads',
        millisecondsPerStep: 20.1,
        note: 'slower',
      },
      {
        device: 'onnxruntime-webgpu',
        label: 'ONNX Runtime, WebGPU',
        note: 'no adapter but SwiftShader, which is software',
      },
    ],
  },
  data: { description: 'MNIST, 60,000 images of 28×28', sampleShape: [1, 28, 28], count: 60_000 },
  equilibrium: {
    discriminator: 2 * Math.log(2),
    generator: Math.log(2),
    discriminatorFormula: '2·log 2',
    generatorFormula: 'log 2',
    outputKind: 'probability',
    output: 0.5,
  },
  parameters: { generator: 561_168, discriminator: 535_041 },
  convention:
    'Alternating updates, the discriminator first. Discriminator loss −E log D(x) − E log(1 − D(G(z))) with factor 1; generator loss −E log D(G(z)).',
  connected: true,
  resumable: false,
  savable: true,
  evaluable: false,
};

export const journal: readonly JournalEvent[] = [
  { time: TIME, step: 0, type: 'state', from: 'starting', to: 'running' },
  {
    time: '2026-11-23T09:31:10.000Z',
    step: 1199,
    type: 'edit',
    setting: 'discriminatorSteps',
    from: 1,
    to: 3,
    effectiveFrom: 1200,
  },
  { time: '2026-11-23T09:36:02.000Z', step: 5400, type: 'state', from: 'running', to: 'paused' },
  { time: '2026-11-23T09:41:20.000Z', step: 5400, type: 'state', from: 'paused', to: 'running' },
  {
    time: '2026-11-23T09:44:51.000Z',
    step: 8800,
    type: 'edit',
    setting: 'generatorLearningRate',
    from: 0.0004,
    to: 0.0002,
    effectiveFrom: 8801,
  },
];

export const LAST_STEP = 12_400;
const STEPS = 50_000;
const SAMPLES_EVERY = 200;

export function makeSnapshot(part: Partial<PanelSnapshot> = {}): PanelSnapshot {
  return {
    runDirectory: '/home/ada/gan/runs/20261123-093000-mnist-mlp-4f1a',
    summary,
    progress: { step: LAST_STEP, steps: STEPS, stepsPerSecond: 41.3, secondsLeft: 910 },
    curves: makeCurves(LAST_STEP),
    evaluations: [],
    histogram: makeHistogram(LAST_STEP),
    sampleSteps: Array.from(
      { length: LAST_STEP / SAMPLES_EVERY },
      (_, i) => (i + 1) * SAMPLES_EVERY,
    ),
    journal,
    ...part,
  };
}

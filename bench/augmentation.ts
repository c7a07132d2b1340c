/**
 * What augmentation did: runs in `GAN_AUGMENTATION_RUNS` (bench/runs) whose configs differ in nothing else, at the steps at
 * which `gan evaluate` has measured two of them or more. Train each with `gan train`, again with `--set
 * discriminator.augmentation=[]`, then `gan evaluate RUN --step STEP --samples 1000 --metrics
 * frechet,kid,manifold,diversity,memorization`.
 */
import path from 'node:path';
import type { GanConfig } from '../src/config/ganConfig';
import type { EvaluationRow, Quantity } from '../src/protocol/evaluationModel';
import { EvaluationTail } from '../src/runs/evaluations';
import { readMetrics } from '../src/runs/metricsReader';
import { readRunConfig } from '../src/runs/runConfig';
import { listRuns } from '../src/runs/runsIndex';
import { report, ROOT } from './report';

/** Steps that a loss is averaged over. */
const LAST_STEPS = 100;

const COLUMNS = {
  frechetDistance: 'Fréchet distance',
  kernelInceptionDistance: 'KID',
  precision: 'precision',
  recall: 'recall',
  diversity: 'relative diversity',
  memorizationRatio: 'distance to training data',
} as const satisfies Partial<Record<Quantity, string>>;

interface MeasuredRun {
  readonly augmentation: GanConfig['discriminator']['augmentation'];
  /** The config but for the augmentation and what does not change the training. */
  readonly rest: string;
  readonly source: string;
  readonly rows: readonly EvaluationRow[];
  /** Loss of the discriminator after each step. */
  readonly losses: ArrayLike<number>;
}

const number = (value: number | null | undefined): string =>
  value === null || value === undefined
    ? '–'
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

async function readRun(runDirectory: string): Promise<MeasuredRun> {
  const config = await readRunConfig(runDirectory);
  const { augmentation, ...discriminator } = config.discriminator;
  const { steps: _steps, ...training } = config.training;
  const { data, generator, loss, regularizers } = config;
  const { rows } = await new EvaluationTail(runDirectory).read();
  const { columns } = await readMetrics(runDirectory);
  return {
    augmentation,
    rest: JSON.stringify({ data, generator, discriminator, loss, regularizers, training }),
    source: data.source,
    rows: rows.filter(({ source }) => source === 'command'),
    losses: columns.discriminatorLoss,
  };
}

/** The newest value of each column at a step. */
function measuredAt({ rows }: MeasuredRun, step: number): Partial<Record<Quantity, EvaluationRow>> {
  return Object.fromEntries(
    rows.filter((row) => row.step === step).map((row) => [row.metric, row]),
  );
}

function samplesAt({ rows }: MeasuredRun, step: number): number {
  return rows.find((row) => row.step === step)?.samples ?? NaN;
}

function meanLoss({ losses }: MeasuredRun, step: number): number {
  const last = Array.from(losses).slice(Math.max(0, step - LAST_STEPS), step);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

const quantities = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

function line(run: MeasuredRun, step: number): string {
  const found = measuredAt(run, step);
  const cells = [
    run.source,
    step.toLocaleString('en-US'),
    String(samplesAt(run, step)),
    run.augmentation.join(', ') || 'none',
    number(meanLoss(run, step)),
    ...quantities.map((quantity) => number(found[quantity]?.value)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What two sets of real samples get. */
function realLine(run: MeasuredRun, step: number): string {
  const found = measuredAt(run, step);
  const cells = quantities.map((quantity) => {
    const { realMean, realDeviation } = found[quantity] ?? {};
    return typeof realMean === 'number' ? `${number(realMean)} ± ${number(realDeviation)}` : '–';
  });
  return `| ${run.source} | | ${samplesAt(run, step)} | *real samples* | | ${cells.join(' | ')} |`;
}

/** Runs that differ in nothing but the augmentation, the plain one first. */
function groupLines(group: readonly MeasuredRun[]): string[] {
  const isMeasured = ({ rows }: MeasuredRun, step: number) => rows.some((row) => row.step === step);
  const steps = new Set(group.flatMap(({ rows }) => rows.map(({ step }) => step)));
  const shared = [...steps]
    .toSorted((a, b) => a - b)
    .map((step) => ({ step, runs: group.filter((run) => isMeasured(run, step)) }))
    .filter(({ runs }) => runs.length > 1);
  return shared.flatMap(({ step, runs }, i) => [
    ...(i === 0 ? [realLine(runs[0]!, step)] : []),
    ...runs.map((run) => line(run, step)),
  ]);
}

async function main(): Promise<void> {
  const folder = process.env['GAN_AUGMENTATION_RUNS'] ?? path.join(ROOT, 'bench/runs');
  const listed = (await listRuns(folder)).filter(({ record }) => record !== undefined);
  const runs = await Promise.all(listed.map(({ runDirectory }) => readRun(runDirectory)));
  const sorted = runs.toSorted((a, b) => a.augmentation.length - b.augmentation.length);
  const kinds = [...new Set(sorted.map(({ rest }) => rest))];
  const lines = kinds.flatMap((kind) => groupLines(sorted.filter(({ rest }) => rest === kind)));
  const heads = ['data', 'step', 'samples', 'augmentation', 'loss D', ...Object.values(COLUMNS)];
  report('augmentation', 'What augmentation did', [
    'Runs whose configs differ in `discriminator.augmentation` alone, measured by `gan evaluate` at the same steps:',
    '`emoji-faces.gan.json` on 115 images and `conditional-cifar10.gan.json` on 4,000 of CIFAR-10. The loss is the mean of',
    `${LAST_STEPS} steps. Distances are in 64 random projections of the pixels, those to training data in pixels, as multiples of those`,
    'of training images to each other: below 1 samples are nearer to images of the data than these are to each other. One run',
    'each: a difference smaller than a few of the deviations of real samples says nothing.',
    '',
    `| ${heads.join(' | ')} |`,
    `|---|--:|--:|---|${heads
      .slice(4)
      .map(() => '--:|')
      .join('')}`,
    ...lines,
  ]);
}

void main();

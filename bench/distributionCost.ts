/** What measuring the distributions costs, beside the steps between two evaluations: processor time of one process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../src/config/parse';
import { openDensityGan } from './densityGan';
import { median, report, ROOT, timed } from './report';

const CONFIGS = ['gaussian', 'ring', 'grid', 'wgan-gp-ring'];
const BLOCK_STEPS = 100;
const BLOCKS = 9;

async function bench(name: string): Promise<string> {
  const path = join(ROOT, `examples/${name}.gan.json`);
  const parsed = parseConfig(readFileSync(path, 'utf8'), 'json');
  const { config } = parsed;
  if (config === undefined) throw new Error(`${path} is no config.`);
  const { trainer, meter } = await openDensityGan(config);
  const { generatorOptimizer, discriminatorOptimizer, discriminatorSteps } = config.training;
  const settings = {
    discriminatorSteps,
    generatorLearningRate: generatorOptimizer.learningRate,
    discriminatorLearningRate: discriminatorOptimizer.learningRate,
  };
  const first = await timed(() => meter.measure(0));
  const steps: number[] = [];
  const measurements: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const trained = await timed(async () => {
      for (let i = 0; i < BLOCK_STEPS; i++) await trainer.iterate(settings);
    });
    steps.push(trained.processor / BLOCK_STEPS);
    measurements.push((await timed(() => meter.measure(trainer.step))).processor);
  }
  await trainer.dispose();
  const [step, measurement] = [median(steps), median(measurements)];
  const share = measurement / (measurement + config.evaluation.everySteps * step);
  const columns = [step, measurement, first.processor].map((value) => value.toFixed(2));
  return `| ${name} | ${columns.join(' | ')} | ${config.evaluation.everySteps} | ${(100 * share).toFixed(1)} % |`;
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const name of CONFIGS) rows.push(await bench(name));
  report('distributionCost', 'What measuring the distributions costs', [
    'Milliseconds of processor time, medians; the first measurement prepares what all share. Somebody who watches gets more of them, as far as all together stay below 5 % of the time since the start.',
    '',
    '| example | step | measurement | first | steps between evaluations | share of the training |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
  ]);
}

void main();

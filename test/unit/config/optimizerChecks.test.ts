import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/config/checks';
import { ganConfigSchema, type GanConfigInput } from '../../../src/config/ganConfig';
import { parseConfig } from '../../../src/config/parse';

type Training = NonNullable<GanConfigInput['training']>;
type Optimizer = NonNullable<Training['generatorOptimizer']>;

function problems(training: Training): string[] {
  const config = ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
    training: { steps: 1000, ...training },
  });
  return checkConfig(config)
    .filter(({ path }) => path[0] === 'training')
    .map(({ path, severity, message }) => `${severity} ${path.join('.')}: ${message}`);
}

const adam = (learningRateSchedule: Optimizer['learningRateSchedule']): Optimizer => ({
  name: 'adam',
  learningRateSchedule,
});

describe('a schedule longer than the run', () => {
  it.each(['linear', 'cosine'] as const)('%s is said to stop half-way', (name) => {
    const path = 'training.generatorOptimizer.learningRateSchedule.steps';
    expect(problems({ generatorOptimizer: adam({ name, steps: 1000 }) })).toEqual([]);
    expect(problems({ generatorOptimizer: adam({ name, steps: 1001 }) })).toEqual([
      `warning ${path}: The change of the learning rate would end after 1,001 steps, but the run has 1,000 (\`training.steps\`): it stops half-way. Use fewer steps here or more there.`,
    ]);
    expect(problems({ generatorOptimizer: adam({ name, delaySteps: 600, steps: 500 }) })).toEqual([
      expect.stringContaining('after 1,100 steps (600 + 500)'),
    ]);
  });

  it('names the warm-up', () => {
    const discriminatorOptimizer = adam({ name: 'constant', warmupSteps: 1001 });
    expect(problems({ discriminatorOptimizer })).toEqual([
      expect.stringMatching(
        /^warning training\.discriminatorOptimizer\.learningRateSchedule\.warmupSteps: The warm-up takes 1,001 steps/,
      ),
    ]);
  });

  it('names the momentum', () => {
    const momentumRamp = { finalMomentum: 0.7, steps: 124_500 };
    expect(problems({ generatorOptimizer: { name: 'sgd', momentumRamp } })).toEqual([
      expect.stringMatching(
        /^warning training\.generatorOptimizer\.momentumRamp\.steps: .*124,500/,
      ),
    ]);
  });
});

describe('an option without an effect', () => {
  it('is named: Nesterov momentum without momentum', () => {
    const sgd = { name: 'sgd', nesterov: true } as const;
    expect(problems({ generatorOptimizer: { ...sgd, momentum: 0.1 } })).toEqual([]);
    expect(problems({ generatorOptimizer: sgd })).toEqual([
      expect.stringMatching(/^warning training\.generatorOptimizer\.nesterov: /),
    ]);
  });

  it('is named: a warm-up without a moving average', () => {
    expect(problems({ generatorEmaWarmup: true, generatorEmaDecay: 0.9 })).toEqual([]);
    expect(problems({ generatorEmaWarmup: true })).toEqual([
      expect.stringMatching(/^warning training\.generatorEmaWarmup: /),
    ]);
  });
});

it('a decay that takes everything away is named', () => {
  const adamW = { name: 'adamW', learningRate: 0.1 } as const;
  expect(problems({ generatorOptimizer: { ...adamW, weightDecay: 9 } })).toEqual([]);
  expect(problems({ generatorOptimizer: { ...adamW, weightDecay: 10 } })).toEqual([
    expect.stringMatching(/^warning training\.generatorOptimizer\.weightDecay: /),
  ]);
});

describe('mistakes in an optimizer', () => {
  it.each([
    ['"name": "adamw"', /`name` must be `adam`, `adamW`, `sgd` or `rmsProp`.*mean `adamW`/],
    ['"name": "sgd", "nesterov": 1', /`nesterov` must be `true` or `false`, not 1\./],
    ['"name": "sgd", "beta1": 0.5', /`beta1` is no field of `training.generatorOptimizer`\./],
    [
      '"name": "adam", "learningRateSchedule": { "name": "linear" }',
      /`steps` is missing: it must be an integer from 1 to 1,000,000,000\./,
    ],
    [
      '"name": "adam", "learningRateSchedule": { "name": "cosin", "steps": 1 }',
      /must be `constant`, `linear`, `cosine` or `exponential`.*mean `cosine`/,
    ],
    [
      '"name": "adam", "gradientClipping": { "name": "norm", "maximum": 0 }',
      /`maximum` must be a number above 0 and at most 1,000,000,000, not 0\./,
    ],
  ])('%s', (fields, message) => {
    const text = `{
      "data": { "source": "ring" },
      "generator": { "latent": { "dimension": 2 }, "layers": [{ "type": "dense", "units": 2 }] },
      "discriminator": { "layers": [{ "type": "dense", "units": 1 }] },
      "training": { "generatorOptimizer": { ${fields} } }
    }`;
    expect(parseConfig(text, 'json').problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

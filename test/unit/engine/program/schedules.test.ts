import { describe, expect, it } from 'vitest';
import { ganConfigSchema } from '../../../../src/config/ganConfig';
import { type LearningRateSchedule, optimizerSchema } from '../../../../src/config/optimizerSchema';
import {
  averageDecay,
  learningRateFactor,
  optimizerAt,
} from '../../../../src/engine/program/schedules';
import { pytorch } from '../pytorch';

/** The released code of Goodfellow et al. 2014: 50,000 images in minibatches of 100. */
const PAPER_STEPS_PER_EPOCH = 500;

const schedules: Readonly<Record<keyof typeof pytorch.factors, LearningRateSchedule>> = {
  linear: { name: 'linear', delaySteps: 0, steps: 20, finalFactor: 0.1, warmupSteps: 0 },
  cosine: { name: 'cosine', delaySteps: 0, steps: 20, finalFactor: 0.1, warmupSteps: 0 },
  exponential: { name: 'exponential', factor: 0.9, finalFactor: 0, warmupSteps: 0 },
  'warm-up': { name: 'constant', warmupSteps: 8 },
  'linear after a delay': {
    name: 'linear',
    delaySteps: 5,
    steps: 20,
    finalFactor: 0.1,
    warmupSteps: 0,
  },
};

describe('learning rate', () => {
  it.each(Object.entries(schedules))(
    '%s: each step has the rate it has in PyTorch',
    (name, schedule) => {
      const factors = pytorch.factors[name as keyof typeof schedules];
      factors.forEach((factor, stepsDone) => {
        expect(learningRateFactor(schedule, stepsDone), `step ${stepsDone + 1}`).toBeCloseTo(
          factor,
          12,
        );
      });
    },
  );

  it.each(Object.values(schedules))('stays at its end ($name)', (schedule) => {
    const finalFactor = 'finalFactor' in schedule ? schedule.finalFactor : 1;
    expect(learningRateFactor(schedule, 1e6)).toBeCloseTo(finalFactor, 12);
    expect(learningRateFactor(schedule, 999_999_999)).toBeCloseTo(finalFactor, 12);
  });

  it('of Goodfellow et al. 2014: 0.1 divided by 1.000004 a step, not below 1e-6', () => {
    const schedule: LearningRateSchedule = {
      name: 'exponential',
      factor: 1 / 1.000004,
      finalFactor: 1e-5,
      warmupSteps: 0,
    };
    const rate = (stepsDone: number) => 0.1 * learningRateFactor(schedule, stepsDone);
    expect(rate(0)).toBe(0.1);
    expect(rate(1)).toBeCloseTo(0.1 / 1.000004, 15);
    // exp(−250 · 500 · ln 1.000004) / 10
    expect(rate(250 * PAPER_STEPS_PER_EPOCH)).toBeCloseTo(0.0606532, 6);
    // ln(10⁵) / ln 1.000004 = 2,878,237 steps
    expect(rate(2_878_000)).toBeGreaterThan(1e-6);
    expect(rate(2_879_000)).toBeCloseTo(1e-6, 15);
    // 0.999996, as the description of the field gives it, differs by 2·10⁻⁶ of the rate in 250 epochs.
    const written = learningRateFactor({ ...schedule, factor: 0.999996 }, 125_000);
    expect(Math.abs(0.1 * written - rate(125_000))).toBeLessThan(2e-7);
  });

  it('warms up to what the schedule has then', () => {
    const schedule = { ...schedules.linear, warmupSteps: 4 };
    const factors = [0, 1, 2, 3, 4].map((stepsDone) => learningRateFactor(schedule, stepsDone));
    const wanted = [1 / 4, 0.955 / 2, (0.91 * 3) / 4, 0.865, 0.82];
    factors.forEach((factor, i) => {
      expect(factor).toBeCloseTo(wanted[i]!, 12);
    });
  });
});

describe('momentum', () => {
  it('of Goodfellow et al. 2014: 0.5 to 0.7 from epoch 1 to epoch 250, a stair an epoch', () => {
    const optimizer = optimizerSchema.parse({
      name: 'sgd',
      momentum: 0.5,
      momentumRamp: {
        finalMomentum: 0.7,
        steps: 249 * PAPER_STEPS_PER_EPOCH,
        everySteps: PAPER_STEPS_PER_EPOCH,
      },
    });
    const momentum = (stepsDone: number): number | undefined => {
      const now = optimizerAt(optimizer, stepsDone);
      return now.name === 'sgd' ? now.momentum : undefined;
    };
    // pylearn2's MomentumAdjustor(start 1, saturate 250) sets it before each epoch.
    for (const epoch of [1, 2, 125, 249, 250, 300]) {
      const alpha = Math.min(1, (epoch - 1) / (250 - 1));
      const wanted = 0.5 * (1 - alpha) + 0.7 * alpha;
      expect(momentum((epoch - 1) * PAPER_STEPS_PER_EPOCH)).toBeCloseTo(wanted, 12);
      expect(momentum(epoch * PAPER_STEPS_PER_EPOCH - 1)).toBeCloseTo(wanted, 12);
    }
  });

  it('begins after its delay and may fall', () => {
    const optimizer = optimizerSchema.parse({
      name: 'sgd',
      momentum: 0.9,
      momentumRamp: { finalMomentum: 0.1, delaySteps: 100, steps: 8 },
    });
    const wanted = { 0: 0.9, 100: 0.9, 102: 0.7, 108: 0.1, 1000: 0.1 };
    for (const [stepsDone, momentum] of Object.entries(wanted)) {
      const now = optimizerAt(optimizer, Number(stepsDone));
      expect(now.name === 'sgd' && now.momentum).toBeCloseTo(momentum, 12);
    }
  });
});

describe('decay of the moving average', () => {
  const { training } = ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 1 }, layers: [] },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
    training: { generatorEmaDecay: 0.999 },
  });

  it('is the config’s', () => {
    expect(averageDecay(training, 1)).toBe(0.999);
  });

  it('with warm-up follows (1 + n) / (10 + n) until that is more', () => {
    const warm = { ...training, generatorEmaWarmup: true };
    expect(averageDecay(warm, 1)).toBeCloseTo(2 / 11, 15);
    expect(averageDecay(warm, 90)).toBeCloseTo(0.91, 15);
    // (1 + n) / (10 + n) = 0.999 at n = 8,990
    expect(averageDecay(warm, 8989)).toBeLessThan(0.999);
    expect(averageDecay(warm, 8991)).toBe(0.999);
    expect(averageDecay({ ...warm, generatorEmaDecay: 0 }, 100)).toBe(0);
  });
});

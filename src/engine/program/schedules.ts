/**
 * What changes with the steps of a run: learning rates, momentum and the decay of the moving average. All are pure
 * functions of the number of steps done before, so that a resumed run needs no state for them, and all updates of one
 * step share one rate, whatever k is.
 */
import type { GanConfig } from '../../config/ganConfig';
import type { LearningRateSchedule, OptimizerConfig } from '../../config/optimizerSchema';

/** How far a change has come, in [0, 1]. */
function progress(
  { delaySteps, steps }: { readonly delaySteps: number; readonly steps: number },
  stepsDone: number,
): number {
  return Math.min(1, Math.max(0, (stepsDone - delaySteps) / steps));
}

/** Of the schedule without its warm-up; 1 at the start. */
function scheduleFactor(schedule: LearningRateSchedule, stepsDone: number): number {
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - (1 - schedule.finalFactor) * progress(schedule, stepsDone);
    case 'cosine': {
      const { finalFactor } = schedule;
      const cosine = Math.cos(Math.PI * progress(schedule, stepsDone));
      return finalFactor + ((1 - finalFactor) * (1 + cosine)) / 2;
    }
    case 'exponential':
      return Math.max(schedule.finalFactor, schedule.factor ** stepsDone);
  }
}

/**
 * Factor on the learning rate of the step after `stepsDone` steps: the schedule's times that of its warm-up,
 * (stepsDone + 1) / warmupSteps until it is 1.
 */
export function learningRateFactor(schedule: LearningRateSchedule, stepsDone: number): number {
  const { warmupSteps } = schedule;
  const warmup = stepsDone + 1 < warmupSteps ? (stepsDone + 1) / warmupSteps : 1;
  return warmup * scheduleFactor(schedule, stepsDone);
}

/** The optimizer of the step after `stepsDone` steps: its momentum may be on a ramp. */
export function optimizerAt(config: OptimizerConfig, stepsDone: number): OptimizerConfig {
  if (config.name !== 'sgd' || config.momentumRamp === undefined) return config;
  const { momentum, momentumRamp } = config;
  const { everySteps } = momentumRamp;
  const share = progress(momentumRamp, Math.floor(stepsDone / everySteps) * everySteps);
  return { ...config, momentum: momentum + (momentumRamp.finalMomentum - momentum) * share };
}

/**
 * Decay of the moving average after generator update n, from 1: min(decay, (1 + n) / (10 + n)) with warm-up, as
 * tf.train.ExponentialMovingAverage has it with `num_updates` = n.
 */
export function averageDecay(training: GanConfig['training'], n: number): number {
  const { generatorEmaDecay, generatorEmaWarmup } = training;
  return generatorEmaWarmup ? Math.min(generatorEmaDecay, (1 + n) / (10 + n)) : generatorEmaDecay;
}

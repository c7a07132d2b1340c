/** Checks of the optimizers against the length of the run and against themselves. */
import { formatCount } from './formatCount';
import type { GanConfig } from './ganConfig';
import type { OptimizerConfig } from './optimizerSchema';
import type { PlacedProblem } from './problems';
import type { ConfigPath } from './sourceDocument';

type Training = GanConfig['training'];

const OPTIMIZERS = ['generatorOptimizer', 'discriminatorOptimizer'] as const;

function warning(path: ConfigPath, message: string): PlacedProblem {
  return { path, severity: 'warning', message };
}

/** A change by the steps that goes on when the run ends. */
function checkChange(
  path: ConfigPath,
  what: string,
  change: { readonly delaySteps: number; readonly steps: number },
  runSteps: number,
): PlacedProblem[] {
  const end = change.delaySteps + change.steps;
  if (end <= runSteps) return [];
  const sum =
    change.delaySteps === 0
      ? ''
      : ` (${formatCount(change.delaySteps)} + ${formatCount(change.steps)})`;
  return [
    warning(
      [...path, 'steps'],
      `${what} would end after ${formatCount(end)} steps${sum}, but the run has ${formatCount(runSteps)} (\`training.steps\`): it stops half-way. Use fewer steps here or more there.`,
    ),
  ];
}

function checkSchedules(
  path: ConfigPath,
  optimizer: OptimizerConfig,
  runSteps: number,
): PlacedProblem[] {
  const { learningRateSchedule: schedule } = optimizer;
  const schedulePath = [...path, 'learningRateSchedule'];
  const changes =
    schedule.name === 'linear' || schedule.name === 'cosine'
      ? checkChange(schedulePath, 'The change of the learning rate', schedule, runSteps)
      : [];
  const warmup =
    schedule.warmupSteps <= runSteps
      ? []
      : [
          warning(
            [...schedulePath, 'warmupSteps'],
            `The warm-up takes ${formatCount(schedule.warmupSteps)} steps, but the run has ${formatCount(runSteps)} (\`training.steps\`): the learning rate is never reached. Use fewer.`,
          ),
        ];
  const ramp = optimizer.name === 'sgd' ? optimizer.momentumRamp : undefined;
  const momentum =
    ramp === undefined
      ? []
      : checkChange([...path, 'momentumRamp'], 'The change of the momentum', ramp, runSteps);
  return [...changes, ...warmup, ...momentum];
}

function checkUpdateRule(path: ConfigPath, optimizer: OptimizerConfig): PlacedProblem[] {
  if (optimizer.name === 'sgd') {
    const { nesterov, momentum, momentumRamp } = optimizer;
    if (!nesterov || momentum > 0 || momentumRamp !== undefined) return [];
    return [
      warning(
        [...path, 'nesterov'],
        'Nesterov momentum does nothing while `momentum` is 0. Give it one, such as 0.9, or remove `nesterov`.',
      ),
    ];
  }
  if (optimizer.name !== 'adamW') return [];
  const { learningRate, weightDecay } = optimizer;
  if (learningRate * weightDecay < 1) return [];
  return [
    {
      ...warning(
        [...path, 'weightDecay'],
        `\`learningRate\` · \`weightDecay\` is ${formatCount(learningRate * weightDecay)}: each update would take all of every parameter away, or more. Use a smaller \`weightDecay\`.`,
      ),
      orElse: [...path, 'learningRate'],
    },
  ];
}

/** What of the optimizers and of the moving average cannot do what it is meant to. */
export function checkOptimizers(training: Training): PlacedProblem[] {
  const { steps, generatorEmaDecay, generatorEmaWarmup } = training;
  const ofPlayers = OPTIMIZERS.flatMap((name) => {
    const path = ['training', name];
    return [
      ...checkSchedules(path, training[name], steps),
      ...checkUpdateRule(path, training[name]),
    ];
  });
  if (!generatorEmaWarmup || generatorEmaDecay > 0) return ofPlayers;
  return [
    ...ofPlayers,
    warning(
      ['training', 'generatorEmaWarmup'],
      'There is no moving average to warm up: `generatorEmaDecay` is 0. Give it a decay, such as 0.999, or remove `generatorEmaWarmup`.',
    ),
  ];
}

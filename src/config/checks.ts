/** Checks between fields: what no single field can be blamed for, before anything is loaded. */
import { checkAugmentation } from './augmentationChecks';
import { checkDataUse } from './dataChecks';
import { formatCount } from './formatCount';
import type { GanConfig } from './ganConfig';
import { checkMemory, type MachineMemory } from './memoryChecks';
import { checkNetworks } from './networkChecks';
import { checkOptimizers } from './optimizerChecks';
import type { PlacedProblem } from './problems';
import type { DataHeader } from './sampleShape';

function checkSchedule(config: Partial<GanConfig>): PlacedProblem[] {
  const { training, evaluation, checkpoints } = config;
  if (training === undefined) return [];
  const late = (section: string, everySteps: number | undefined, lost: string): PlacedProblem[] =>
    everySteps === undefined || everySteps <= training.steps
      ? []
      : [
          {
            path: [section, 'everySteps'],
            orElse: ['training', 'steps'],
            severity: 'warning',
            message: `\`${section}.everySteps\` (${formatCount(everySteps)}) is more than \`training.steps\` (${formatCount(training.steps)}): there will be no ${lost} on the way. Use a smaller number.`,
          },
        ];
  return [
    ...late('evaluation', evaluation?.everySteps, 'sample grid'),
    ...late('checkpoints', checkpoints?.everySteps, 'checkpoint'),
  ];
}

/**
 * Checks the sections that are there and valid on their own.
 *
 * @param header what the files of the data say; checks that need it are left out without it
 * @param machine where it would train; undefined leaves out whether its memory is enough
 */
export function checkConfig(
  config: Partial<GanConfig>,
  header?: DataHeader,
  machine?: MachineMemory,
): PlacedProblem[] {
  const { training } = config;
  const ofNetworks = checkNetworks(config, header);
  // Of networks that do not fit together nobody knows the memory.
  const fitTogether = ofNetworks.every(({ severity }) => severity !== 'error');
  return [
    ...ofNetworks,
    ...checkAugmentation(config),
    ...checkDataUse(config, header),
    ...checkSchedule(config),
    ...(training ? checkOptimizers(training) : []),
    ...(fitTogether ? checkMemory(config, header, machine) : []),
  ];
}

/** Why a run failed, in sentences for the user: what, why, what to do. */
import { formatCount } from '../config/formatCount';
import { DivergenceError } from '../engine/trainer';
import { describeCause } from '../runs/fileSystemCause';

export function failureReason(
  error: unknown,
  step: number,
  checkpointStep: number | undefined,
): string {
  const remedy =
    checkpointStep === undefined
      ? 'There is no checkpoint.'
      : `The last good checkpoint is that of step ${formatCount(checkpointStep)}.`;
  if (error instanceof DivergenceError) {
    return `Training diverged at step ${formatCount(error.step)}: the ${error.quantity} is no finite number any more. Lower the learning rates. ${remedy}`;
  }
  return `Training failed after step ${formatCount(step)}: ${describeCause(error)}. ${remedy}`;
}

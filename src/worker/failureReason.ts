/** Why a run failed, in sentences for the user: what, why, what to do. */
import { DivergenceError } from '../engine/trainer';
import { errorCode } from '../runs/boundedFile';

const fileSystemCauses: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EROFS: 'The disk is read-only',
  EACCES: 'The run directory may not be written',
  EPERM: 'The run directory may not be written',
  EIO: 'The disk reported an error',
  ENOENT: 'A file or folder of the run has been removed',
};

export function failureReason(
  error: unknown,
  step: number,
  checkpointStep: number | undefined,
): string {
  const remedy =
    checkpointStep === undefined
      ? 'There is no checkpoint.'
      : `The last good checkpoint is that of step ${checkpointStep}.`;
  if (error instanceof DivergenceError) {
    return `Training diverged at step ${error.step}: the ${error.quantity} is no finite number any more. Lower the learning rates. ${remedy}`;
  }
  return `Training failed after step ${step}: ${describeCause(error)}. ${remedy}`;
}

/** What went wrong, without a full stop. */
export function describeCause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause = fileSystemCauses[errorCode(error) ?? ''];
  const what = cause === undefined ? message : `${cause} (${message})`;
  return what.replace(/\.$/, '');
}

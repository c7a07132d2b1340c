/** How the run service reads run directories and reaches workers. */
import { stat } from 'node:fs/promises';
import { errorCode } from '../../runs/boundedFile';
import { runFile } from '../../runs/layout';
import { loadLate } from '../loadLate';
import type { Run, RunStatus } from './run';

/** Changes whenever the run's record has been written; undefined when the directory holds no run. */
export function recordFingerprint(runDirectory: string): Promise<string | undefined> {
  return fileFingerprint(runFile(runDirectory, 'record'));
}

/** Changes whenever the file has been written; undefined when there is none. */
export async function fileFingerprint(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

export async function readStatus(runDirectory: string): Promise<RunStatus> {
  const { listCheckpoints, readRunStatus } = await loadLate();
  const [status, checkpoints] = await Promise.all([
    readRunStatus(runDirectory),
    listCheckpoints(runDirectory),
  ]);
  return { ...status, hasCheckpoint: checkpoints.length > 0 };
}

/**
 * Attaches to the run's worker and wires its events to the run.
 * @throws Error when no worker answers
 */
export async function attach(run: Run, onClose: (reason: string) => void): Promise<void> {
  const { attachToRun } = await loadLate();
  const client = await attachToRun(run.directory, {
    record: (record) => run.receiveRecord(record),
    progress: (progress) => run.receiveProgress(progress),
    metrics: (rows) => run.receiveMetrics(rows),
    histogram: (histogram) => run.receiveHistogram(histogram),
    distribution: (step, kept) => run.receiveDistribution({ step, kept }),
    journal: (event) => run.receiveJournal(event),
    stepping: (stepping) => run.receiveStepping(stepping),
  });
  run.connect(
    {
      call: (name, ...args) => client.call(name, ...args),
      dispose: () => client.close('this window lets go'),
    },
    client.attached,
  );
  client.onClose(onClose);
}

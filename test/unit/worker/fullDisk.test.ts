import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { listCheckpoints } from '../../../src/runs/checkpoints';
import { JournalWriter, readJournal } from '../../../src/runs/journal';
import { launchRun } from '../../../src/runs/launch';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { MetricsTail, readMetrics } from '../../../src/runs/metricsReader';
import { openRun } from '../../../src/runs/openRun';
import { buildPrograms } from '../../helpers/builtPrograms';
import { metricRows } from '../../helpers/metricRows';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { ended, resumeAgain, smallConfig, startRun, until } from '../../helpers/trainingRuns';

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.platform === 'linux' && process.getuid?.() === 0;
  } catch {
    return false;
  }
}
const possible = canMount();
if (!possible) process.stderr.write('SKIPPED: full disks; only root on Linux may mount one.\n');

/** A disk of its own, unmounted when the test ends. */
function smallDisk(kilobytes: number): string {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Leaves `kilobytes` of the disk; answers the file that takes the rest. */
function fill(disk: string, kilobytes: number): string {
  const { bavail, bsize } = statfsSync(disk);
  const path = join(disk, 'filler');
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - 1024 * kilobytes)));
  return path;
}

let programs = '';
beforeAll(async () => {
  if (possible) programs = await buildPrograms();
});

describe.skipIf(!possible)('on a full disk', () => {
  test('records are written whole or not at all', async () => {
    const disk = smallDisk(200);
    const metrics = MetricsWriter.open(disk, 0);
    metrics.append(metricRows(1, 50));
    const journal = new JournalWriter(disk);
    const event = { time: '2026-01-02T03:04:05.000Z', step: 1, type: 'error' } as const;
    journal.append({ ...event, message: 'first' });
    const filler = fill(disk, 8);
    expect(() => metrics.append(metricRows(51, 4000))).toThrow('ENOSPC');
    expect(() => journal.append({ ...event, message: 'x'.repeat(100_000) })).toThrow('ENOSPC');
    rmSync(filler);
    metrics.append(metricRows(51, 60));
    journal.append({ ...event, message: 'second' });
    metrics.close();
    journal.close();
    expect((await new MetricsTail(disk).read()).damage).toBeUndefined();
    expect(await readMetrics(disk)).toEqual(metricRows(1, 60));
    expect(await readJournal(disk)).toMatchObject([{ message: 'first' }, { message: 'second' }]);
  });

  test('a run fails with the reason, keeps its checkpoint, and goes on once there is room', async () => {
    const disk = smallDisk(2000);
    const config = smallConfig({ steps: 3000 }, { checkpoints: { everySteps: 20, keep: 1 } });
    const run = await startRun(programs, disk, config);
    await until(async () => (await listCheckpoints(run)).length > 0, 'a checkpoint');
    const filler = fill(disk, 20);
    const record = await ended(run);
    expect(record.state).toBe('failed');
    expect(record.reason).toMatch(
      /^Training failed after step \d+: The disk is full \(ENOSPC.*\)\. The last good checkpoint is that of step \d+\.$/,
    );
    expect((await openRun(run)).resumable).toBe(true);
    rmSync(filler);
    execFileSync('mount', ['-o', 'remount,size=100m', disk]);
    await resumeAgain(programs, run);
    expect(await ended(run)).toMatchObject({ state: 'completed', step: 3000 });
    expect((await readMetrics(run)).step).toEqual(metricRows(1, 3000).step);
  });

  test('no run is started, and nothing is left of it', async () => {
    const disk = smallDisk(64);
    fill(disk, 0);
    const run = { config: smallConfig(), configPath: '/x.gan.json', runsDirectory: disk };
    const launch = launchRun(run, { workerPath: join(programs, 'worker.js') });
    await expect(launch).rejects.toThrow(/No run can be started in .*ENOSPC/);
    expect(readdirSync(disk)).toEqual(['filler']);
  });

  test('nor is one on a disk that may not be written', async () => {
    const disk = smallDisk(64);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const run = { config: smallConfig(), configPath: '/x.gan.json', runsDirectory: disk };
    const launch = launchRun(run, { workerPath: join(programs, 'worker.js') });
    await expect(launch).rejects.toThrow(/No run can be started in .*EROFS/);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resumeRun } from '../../../src/runs/launch';
import { RUN_FILES } from '../../../src/runs/layout';
import { requireOwnFiles } from '../../../src/runs/ownFiles';
import { createRunDirectory } from '../../../src/runs/runDirectory';
import { temporaryFolder } from '../../helpers/temporaryFolder';

async function layOut(): Promise<string> {
  const run = await createRunDirectory(temporaryFolder(), 'hostile');
  for (const file of ['record', 'config', 'metrics', 'journal'] as const) {
    writeFileSync(join(run, RUN_FILES[file]), '');
  }
  return run;
}

describe('a run directory that is to be written', () => {
  test('may be as a worker leaves it', async () => {
    const run = await layOut();
    mkdirSync(join(run, RUN_FILES.checkpoints, 'step-000000010'));
    await expect(requireOwnFiles(run)).resolves.toBeUndefined();
  });

  test.each([
    ...Object.values(RUN_FILES),
    'anything',
    join(RUN_FILES.checkpoints, 'step-000000010'),
    join(RUN_FILES.samples, '.step-000000010.png.1.tmp'),
  ])('is refused when %s leads elsewhere', async (name) => {
    const run = await layOut();
    const outside = temporaryFolder();
    rmSync(join(run, name), { recursive: true, force: true });
    symlinkSync(outside, join(run, name));
    await expect(requireOwnFiles(run)).rejects.toThrow(`${name} in the run directory is a link`);
  });

  test.skipIf(process.platform === 'win32')('is refused with a pipe for a log', async () => {
    const run = await layOut();
    execFileSync('mkfifo', [join(run, RUN_FILES.log)]);
    const resuming = resumeRun(run, { workerPath: 'never reached' });
    await expect(resuming).rejects.toThrow('worker.log in the run directory is not a regular file');
  });
});

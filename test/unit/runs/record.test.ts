import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runFile } from '../../../src/runs/layout';
import { readRunRecord, writeRunRecord } from '../../../src/runs/record';
import { temporaryPath } from '../../../src/runs/replaceFile';
import { listRuns } from '../../../src/runs/runsIndex';
import { createRunDirectory, runDirectoryName, runId, slug } from '../../../src/runs/runDirectory';
import { runRecord } from '../../helpers/runRecord';
import { temporaryFolder } from '../../helpers/temporaryFolder';

describe('run.json', () => {
  test('is replaced as a whole and leaves nothing beside it', async () => {
    const run = temporaryFolder();
    await writeRunRecord(run, runRecord());
    await writeRunRecord(run, runRecord({ step: 121 }));
    expect(await readRunRecord(run)).toEqual(runRecord({ step: 121 }));
    expect(readdirSync(run)).toEqual(['run.json']);
  });

  test('stays as it was when its replacement was cut at any byte', async () => {
    const run = temporaryFolder();
    await writeRunRecord(run, runRecord());
    const next = JSON.stringify(runRecord({ step: 121 }));
    for (let size = 0; size <= next.length; size += 13) {
      writeFileSync(temporaryPath(runFile(run, 'record')), next.slice(0, size));
      expect(await readRunRecord(run)).toEqual(runRecord());
    }
  });

  test.each([
    ['', 'is not JSON'],
    ['{"formatVersion":1', 'is not JSON'],
    ['[]', 'is not the record of a run'],
    [JSON.stringify({ ...runRecord(), formatVersion: 2 }), 'formatVersion'],
    [JSON.stringify({ ...runRecord(), step: -1 }), 'step'],
    [JSON.stringify({ ...runRecord(), state: 'dreaming' }), 'state'],
    [' '.repeat(2_000_000), 'at most 1,048,576 are expected'],
  ])('is refused when it is %j', async (text, message) => {
    const run = temporaryFolder();
    writeFileSync(runFile(run, 'record'), text);
    await expect(readRunRecord(run)).rejects.toThrow(message);
  });

  test.skipIf(process.platform === 'win32')('is not waited for when it is a pipe', async () => {
    const run = temporaryFolder();
    execFileSync('mkfifo', [runFile(run, 'record')]);
    await expect(readRunRecord(run)).rejects.toThrow('is not a regular file');
  });
});

describe('run directories', () => {
  test.each([
    ['Ring of 8', 'ring-of-8'],
    ['../../etc/passwd', 'etc-passwd'],
    ['Größe: Ä/Ö', 'gro-e-a-o'],
    ['数字', 'run'],
    ['--a--', 'a'],
    ['x'.repeat(100), 'x'.repeat(40)],
  ])('name %j becomes %j', (name, expected) => {
    expect(slug(name)).toBe(expected);
  });

  test('sort by time and end with their id', () => {
    const name = runDirectoryName('MNIST, MLP', '0a1b2c3d', new Date(2026, 0, 2, 3, 4, 5));
    expect(name).toBe('20260102-030405-mnist-mlp-0a1b2c3d');
    expect(runId(join('/runs', name))).toBe('0a1b2c3d');
  });

  test('are new each, inside the folder they belong to', async () => {
    const runs = join(temporaryFolder(), 'a', 'runs');
    const one = await createRunDirectory(runs, '../x');
    const two = await createRunDirectory(runs, '../x');
    expect(one).not.toBe(two);
    expect(readdirSync(runs)).toHaveLength(2);
    expect(readdirSync(one).sort()).toEqual(['checkpoints', 'exports', 'samples']);
  });

  test('cannot be made where a file is in the way', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'runs'), '');
    await expect(createRunDirectory(join(folder, 'runs'), 'x')).rejects.toThrow('EEXIST');
  });

  test('are listed newest first; what is not a run is left out, what is damaged is told', async () => {
    const runs = temporaryFolder();
    expect(await listRuns(join(runs, 'absent'))).toEqual([]);
    const times = ['2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
    for (const [index, createdAt] of times.entries()) {
      mkdirSync(join(runs, `run-${index}`));
      await writeRunRecord(join(runs, `run-${index}`), runRecord({ createdAt }));
    }
    mkdirSync(join(runs, 'half-started'));
    mkdirSync(join(runs, 'damaged'));
    writeFileSync(join(runs, 'damaged', 'run.json'), '{');
    const listed = await listRuns(runs);
    expect(listed.map((run) => run.runDirectory)).toEqual(
      ['run-1', 'run-0', 'damaged'].map((name) => join(runs, name)),
    );
    expect(listed[2]?.problem).toContain('is not JSON');
  });
});

import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFile } from '../../../src/runs/layout';
import { TheoryTail, TheoryWriter } from '../../../src/runs/theoryTable';
import { temporaryFolder } from '../../helpers/temporaryFolder';

test('a table of more lines than a function takes arguments is read', async () => {
  const run = temporaryFolder();
  writeFileSync(runFile(run, 'theory'), `step,jensenShannon\n${'\n'.repeat(2 ** 18)}7,0.5\n`);
  const { rows } = await new TheoryTail(run).read();
  expect([...rows.step]).toEqual([7]);
});

test('a table larger than any run writes is left alone, before its run goes on', () => {
  const run = temporaryFolder();
  const path = runFile(run, 'theory');
  writeFileSync(path, 'step,jensenShannon\n');
  // Without blocks on the disk.
  truncateSync(path, 2 ** 29);
  expect(() => TheoryWriter.open(run, 0)).toThrow(/more than a run writes. Move it elsewhere/);
  expect(readdirSync(run)).toEqual(['theory.csv']);
});

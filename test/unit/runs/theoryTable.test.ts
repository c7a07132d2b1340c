import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFile } from '../../../src/runs/layout';
import { TheoryTail } from '../../../src/runs/theoryTable';
import { temporaryFolder } from '../../helpers/temporaryFolder';

test('a table of more lines than a function takes arguments is read', async () => {
  const run = temporaryFolder();
  writeFileSync(runFile(run, 'theory'), `step,jensenShannon\n${'\n'.repeat(2 ** 18)}7,0.5\n`);
  const { rows } = await new TheoryTail(run).read();
  expect([...rows.step]).toEqual([7]);
});

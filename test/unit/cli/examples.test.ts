/** `gan train` starts every example whose data is there, in a folder laid out as `examples/README.md` says. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { exampleDataNames, layOutExampleData } from '../../../scripts/lib/exampleData.mjs';
import { listRuns } from '../../../src/runs/runsIndex';
import { buildPrograms } from '../../helpers/builtPrograms';
import { EXAMPLES, type Example } from '../../helpers/examples';
import { temporaryFolder } from '../../helpers/temporaryFolder';

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

/** Examples for a GPU: their networks take gigabytes. */
const LARGE = /^cifar10-.*goodfellow/;

/** Names of the files of the `data` folder that a config wants. */
const wantedBy = (text: string) => [...text.matchAll(/"data\/([^"]+)"/g)].map(([, name]) => name!);

/** Why an example is not trained here. */
function obstacle({ fileName, text }: Example): string | undefined {
  if (LARGE.test(fileName)) return 'its networks take gigabytes of memory';
  const missing = wantedBy(text).filter(
    // A file, or a folder of them.
    (name) => !exampleDataNames.some((file) => file === name || file.startsWith(`${name}/`)),
  );
  return missing.length === 0 ? undefined : `${missing.join(', ')} is not there`;
}

const startable = EXAMPLES.filter((example) => obstacle(example) === undefined);

const nameOf = ({ fileName }: Example) => fileName.replace('.gan.json', '');

const left = EXAMPLES.flatMap((example) => {
  const why = obstacle(example);
  return why === undefined ? [] : [{ name: nameOf(example), why }];
});
for (const { name, why } of left) {
  process.stderr.write(`\nSKIPPED: gan train ${name}: ${why}.\n`);
}

/** Two at a time: most of the time goes into starting processes. */
const pairs = startable
  .filter((_, i) => i % 2 === 0)
  .map((example, i) => [example, ...startable.slice(2 * i + 1, 2 * i + 2)])
  .map((examples) => ({ examples, names: examples.map(nameOf).join(' and ') }));

const FEW_STEPS = [
  'training.steps=2',
  'training.batchSize=4',
  'evaluation.everySteps=2',
  'evaluation.samples=4',
  'device=onnxruntime-cpu',
  'threads=1',
].flatMap((setting) => ['--set', setting]);

describe('gan train', () => {
  test('has examples that need no file', () => {
    expect(startable.filter(({ text }) => wantedBy(text).length === 0).length).toBeGreaterThan(6);
  });

  test.for(left)('is not tried with $name: $why', ({ why }, { skip }) => skip(why));

  test.each(pairs)('trains $names', async ({ examples }) => {
    const folder = temporaryFolder();
    layOutExampleData(folder);
    const finished = examples.map(async ({ fileName, text }) => {
      writeFileSync(join(folder, fileName), text);
      const args = [join(programs, 'cli.js'), 'train', fileName, ...FEW_STEPS];
      return promisify(execFile)(process.execPath, args, { cwd: folder });
    });
    for (const { stderr } of await Promise.all(finished)) {
      expect(stderr).toContain('Completed 2 steps.');
    }
    const runs = await listRuns(join(folder, 'runs'));
    expect(runs.map(({ record }) => record?.name).sort()).toEqual(examples.map(nameOf).sort());
    for (const { record } of runs) expect(record).toMatchObject({ state: 'completed', step: 2 });
  });
});

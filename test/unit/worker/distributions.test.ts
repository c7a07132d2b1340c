import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { listCheckpoints } from '../../../src/runs/checkpoints';
import { listDistributionSteps, readDistribution } from '../../../src/runs/distributions';
import { runFile } from '../../../src/runs/layout';
import { readRunRecord } from '../../../src/runs/record';
import { TheoryTail } from '../../../src/runs/theoryTable';
import { keptEvery } from '../../../src/worker/distributions';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import {
  attach,
  ended,
  resumeAgain,
  smallConfig,
  startRun,
  until,
} from '../../helpers/trainingRuns';

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

const gaussian = (training: Parameters<typeof smallConfig>[0] = {}) =>
  smallConfig(training, {
    data: { source: 'gaussian', mean: 4, standardDeviation: 0.5 },
    generator: {
      latent: { dimension: 1 },
      layers: [
        { type: 'dense', units: 16, activation: 'tanh' },
        { type: 'dense', units: 1 },
      ],
    },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
  });

async function rowsOf(run: string): Promise<number[]> {
  return [...(await new TheoryTail(run).read()).rows.step];
}

/** What a Python program says, where there is a Python. */
function python(code: string, ...args: string[]): string | undefined {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return execFileSync('python3', ['-c', code, ...args], { encoding: 'utf8' });
}

describe('a run on a known density', () => {
  test('keeps its distributions, and answers for the step it is held at', async () => {
    const run = await startRun(programs, temporaryFolder(), gaussian({ steps: 1_000_000 }));
    const told: [number, boolean][] = [];
    const client = await attach(run, {
      distribution: (step, kept) => void told.push([step, kept]),
    });
    await client.call('pause');
    const { step } = await client.call('singleStep');
    const now = await client.call('distribution', -1, 0);
    expect(now?.step).toBe(step);
    expect(now?.figures.optimalValue).toBeCloseTo(
      2 * (now?.figures.jensenShannon ?? NaN) - Math.log(4),
      6,
    );
    expect(await client.call('distribution', step, 0)).toBeNull();
    await client.call('stop');
    const { step: last } = await ended(run);
    // A million steps with an evaluation every 20 of them: each has its row, few their file.
    const rows = await rowsOf(run);
    expect(rows).toEqual([
      ...Array.from({ length: Math.floor(last / 20) + 1 }, (_, i) => 20 * i),
      ...(last % 20 === 0 ? [] : [last]),
    ]);
    expect(await listDistributionSteps(run)).toEqual([...new Set([0, last])]);
    expect((await readDistribution(run, last)).step).toBe(last);
    expect(told.filter(([, kept]) => kept).map(([kept]) => kept)).toContain(last);
  });

  test('goes on from a checkpoint as if it had never stopped', async () => {
    const config = gaussian({ steps: 400 });
    const straight = await startRun(programs, temporaryFolder(), config);
    const broken = await startRun(programs, temporaryFolder(), config);
    await until(async () => (await listCheckpoints(broken)).length > 0, 'a checkpoint');
    process.kill((await readRunRecord(broken)).processId, 'SIGKILL');
    appendFileSync(runFile(broken, 'theory'), '999999,0.5');
    await resumeAgain(programs, broken);
    expect((await ended(broken)).state).toBe('completed');
    expect((await ended(straight)).state).toBe('completed');
    const table = readFileSync(runFile(broken, 'theory'), 'utf8');
    expect(table).toBe(readFileSync(runFile(straight, 'theory'), 'utf8'));
    expect(await listDistributionSteps(broken)).toEqual(await listDistributionSteps(straight));
  });

  test('is read by programs that know nothing of ours', async () => {
    const run = await startRun(programs, temporaryFolder(), gaussian({ steps: 20 }));
    await ended(run);
    const read = python(
      [
        'import csv, json, struct, sys',
        'rows = list(csv.DictReader(open(sys.argv[1] + "/theory.csv")))',
        'f = open(sys.argv[1] + "/distributions/step-000000020.safetensors", "rb").read()',
        'n = struct.unpack("<Q", f[:8])[0]',
        'head = json.loads(f[8:8 + n])',
        'begin, end = head["dataDensity"]["data_offsets"]',
        'p = struct.unpack("<%df" % ((end - begin) // 4), f[8 + n + begin:8 + n + end])',
        'info = json.loads(head["__metadata__"]["distribution"])',
        'width = (info["high"][0] - info["low"][0]) / info["cells"]',
        'print(rows[-1]["step"], round(sum(p) * width, 5))',
      ].join('\n'),
      run,
    );
    if (read === undefined) process.stderr.write('SKIPPED: no Python here.\n');
    else expect(read.trim()).toBe('20 1.0');
  });
});

test('a run on images has no distributions', async () => {
  const run = await startRun(programs, temporaryFolder(), smallConfig());
  const client = await attach(run);
  expect(await client.call('distribution', -1, 0).catch(() => null)).toBeNull();
  await ended(run);
  expect(await listDistributionSteps(run)).toEqual([]);
});

test('files are kept of at most about 256 evaluations', () => {
  expect(keptEvery(20_000, 200)).toBe(1);
  expect(keptEvery(1_000_000, 1000)).toBe(4);
  expect(keptEvery(1_000_000, 20)).toBe(256);
  expect(keptEvery(10, 1000)).toBe(1);
});

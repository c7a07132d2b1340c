import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DISTRIBUTION_FIGURES } from '../../../src/protocol/distribution';
import {
  decodeDistribution,
  encodeDistribution,
  listDistributionSteps,
  readDistribution,
  removeDistributionsAfter,
} from '../../../src/runs/distributions';
import { distributionFile, runFile, samplesFile } from '../../../src/runs/layout';
import { removeSamplesAfter } from '../../../src/runs/samples';
import { encodeSafetensors } from '../../../src/runs/safetensors';
import { TheoryTail, TheoryWriter } from '../../../src/runs/theoryTable';
import { distribution, distributionFigures } from '../../helpers/distribution';
import { temporaryFolder } from '../../helpers/temporaryFolder';

describe('a distribution', () => {
  test('comes back from its file as it was', async () => {
    const folder = temporaryFolder();
    const path = distributionFile(folder, 400);
    mkdirSync(dirname(path));
    writeFileSync(path, encodeDistribution(distribution));
    expect(await listDistributionSteps(folder)).toEqual([400]);
    expect(await readDistribution(folder, 400)).toEqual(distribution);
  });

  test('of a step that is done again goes on resume, as its sample grid does, with what a crash left', async () => {
    const run = temporaryFolder();
    for (const step of [100, 200, 300]) {
      for (const path of [distributionFile(run, step), samplesFile(run, step)]) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, '');
        writeFileSync(join(dirname(path), '.step-000000300.99.tmp'), '');
      }
    }
    await removeDistributionsAfter(run, 200);
    await removeSamplesAfter(run, 200);
    const kept = ['step-000000100', 'step-000000200'];
    expect(readdirSync(runFile(run, 'distributions'))).toEqual(
      kept.map((name) => `${name}.safetensors`),
    );
    expect(readdirSync(runFile(run, 'samples'))).toEqual(kept.map((name) => `${name}.png`));
  });

  test.each<[string, (json: Record<string, unknown>) => unknown]>([
    ['of no step', (json) => ({ ...json, step: 'x' })],
    ['of a grid that its arrays do not fill', (json) => ({ ...json, cells: 5 })],
    ['of a grid too large', (json) => ({ ...json, cells: 1e9 })],
    ['with one axis too few', (json) => ({ ...json, low: [0] })],
    ['of another number of dimensions', (json) => ({ ...json, dimensions: 1 })],
    ['that is nothing', () => null],
  ])('%s is refused', (_, change) => {
    const { arrays, ...head } = distribution;
    const tensors = Object.entries(arrays).map(([name, data]) => ({
      ...{ name, data },
      shape: [data.length],
    }));
    const json = JSON.parse(JSON.stringify(head)) as Record<string, unknown>;
    const metadata = { distribution: JSON.stringify(change(json)) };
    expect(() => decodeDistribution(encodeSafetensors(tensors, metadata))).toThrow();
  });

  test('without one of its arrays is refused', () => {
    const { distribution: json } = {
      distribution: JSON.stringify({ ...distribution, arrays: undefined }),
    };
    expect(() => decodeDistribution(encodeSafetensors([], { distribution: json }))).toThrow(
      'no distribution',
    );
  });
});

describe('the table of figures', () => {
  const text = (folder: string) => readFileSync(runFile(folder, 'theory'), 'utf8');

  async function write(folder: string, steps: readonly number[], keepToStep = 0): Promise<void> {
    const writer = TheoryWriter.open(folder, keepToStep);
    for (const step of steps) await writer.append(step, distributionFigures(step / 1000));
    writer.close();
  }

  test('is a CSV file with an empty field where a figure is undefined', async () => {
    const folder = temporaryFolder();
    await write(folder, [0, 200]);
    const [header, first, second, end] = text(folder).split('\n');
    expect(header).toBe(['step', ...DISTRIBUTION_FIGURES].join(','));
    expect(first?.split(',').slice(0, 4)).toEqual(['0', '0', '', '2']);
    expect(second?.split(',').slice(0, 4)).toEqual(['200', '0.2', '', '2.2']);
    expect(end).toBe('');
  });

  test('is read as it grows, each whole row once', async () => {
    const folder = temporaryFolder();
    const tail = new TheoryTail(folder);
    expect((await tail.read()).rows.step).toHaveLength(0);
    await write(folder, [0, 200]);
    const { rows, restarted } = await tail.read();
    expect(restarted).toBe(false);
    expect([...rows.step]).toEqual([0, 200]);
    expect([...rows.columns.value]).toEqual([0, Math.fround(0.2)]);
    expect([...rows.columns.valueError]).toEqual([NaN, NaN]);
    appendFileSync(runFile(folder, 'theory'), '400,1,2');
    expect((await tail.read()).rows.step).toHaveLength(0);
    appendFileSync(runFile(folder, 'theory'), ',3\n');
    const more = (await tail.read()).rows;
    expect([...more.step]).toEqual([400]);
    expect(more.columns.optimalValue[0]).toBe(3);
    expect(more.columns.highQualityShare[0]).toBeNaN();
  });

  test('goes on from a checkpoint: later rows and a torn one are cut, and readers notice', async () => {
    const folder = temporaryFolder();
    await write(folder, [0, 200, 400, 600]);
    const tail = new TheoryTail(folder);
    await tail.read();
    appendFileSync(runFile(folder, 'theory'), '800,0.1');
    await write(folder, [500, 700], 450);
    const { rows, restarted } = await tail.read();
    expect(restarted).toBe(true);
    expect([...rows.step]).toEqual([0, 200, 400, 500, 700]);
  });

  test('of something else is begun anew', async () => {
    const folder = temporaryFolder();
    writeFileSync(runFile(folder, 'theory'), 'a,b\n1,2\n');
    await write(folder, [200]);
    expect([...(await new TheoryTail(folder).read()).rows.step]).toEqual([200]);
  });
});

import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EvaluationStore } from '../../../src/host/runReader/evaluationStore';
import type { EvaluationRow } from '../../../src/protocol/evaluationModel';
import { EvaluationTail, EvaluationWriter } from '../../../src/runs/evaluations';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const rowAt = (step: number, value: number | null = step / 10): EvaluationRow => ({
  step,
  time: '2026-11-24T10:00:00.000Z',
  metric: 'coverage',
  value,
  unit: 'share',
  samples: 1000,
  realMean: 0.969,
  realDeviation: 0.005,
  realPairs: 20,
  network: 'generator',
  features: 'coordinates',
});

function write(folder: string, keepToStep: number, ...rows: EvaluationRow[]): void {
  const writer = EvaluationWriter.open(folder, keepToStep);
  writer.append(rows);
  writer.close();
}

describe('evaluations.ndjson', () => {
  it('gives back what was written, each row once', async () => {
    const folder = temporaryFolder();
    const tail = new EvaluationTail(folder);
    expect(await tail.read()).toEqual({ rows: [], restarted: false });
    write(folder, 0, rowAt(0), rowAt(10));
    expect((await tail.read()).rows).toEqual([rowAt(0), rowAt(10)]);
    write(folder, 10, rowAt(20, null));
    expect(await tail.read()).toEqual({ rows: [rowAt(20, null)], restarted: false });
  });

  it('loses a torn line and the steps that are done again, and readers start anew', async () => {
    const folder = temporaryFolder();
    write(folder, 0, rowAt(0), rowAt(10), rowAt(20));
    const path = join(folder, 'evaluations.ndjson');
    fs.appendFileSync(path, '{"step":30,"time":"2026');
    const tail = new EvaluationTail(folder);
    expect((await tail.read()).rows).toHaveLength(3);
    write(folder, 10, rowAt(20, 5));
    expect(await tail.read()).toEqual({
      rows: [rowAt(0), rowAt(10), rowAt(20, 5)],
      restarted: true,
    });
  });

  it('is read past lines that are no row', async () => {
    const folder = temporaryFolder();
    const lines = ['null', '{}', '{"step":-1}', 'x'.repeat(10_000), JSON.stringify(rowAt(10))];
    fs.writeFileSync(join(folder, 'evaluations.ndjson'), `${lines.join('\n')}\n`);
    expect((await new EvaluationTail(folder).read()).rows).toEqual([rowAt(10)]);
  });

  it('becomes one series a metric, thinned out to what can be told apart', async () => {
    const folder = temporaryFolder();
    const rows = Array.from({ length: 2000 }, (_, i) => rowAt(i));
    write(folder, 0, ...rows, { ...rowAt(7, null), metric: 'density', realMean: null });
    const [coverage, density] = await new EvaluationStore(folder).read();
    expect(coverage?.step.length).toBeLessThanOrEqual(600);
    expect(coverage?.step.at(-1)).toBe(1999);
    expect(coverage?.baseline).toEqual({ mean: 0.969, deviation: 0.005, pairs: 20 });
    expect([...(density?.value ?? [])]).toEqual([NaN]);
    expect(density?.baseline).toBeUndefined();
  });

  it('keeps apart what cannot be compared', async () => {
    const folder = temporaryFolder();
    const others = [
      { ...rowAt(10), features: 'pixels' },
      { ...rowAt(10), samples: 500 },
      { ...rowAt(10), network: 'generatorEma' },
    ];
    write(folder, 0, rowAt(0), rowAt(10), ...others);
    const series = await new EvaluationStore(folder).read();
    expect(series.map(({ step }) => Array.from(step))).toEqual([[0, 10], [10], [10], [10]]);
  });

  it('takes what was asked for in any order beside what the run measured', async () => {
    const folder = temporaryFolder();
    const asked = (step: number, value: number): EvaluationRow => ({
      ...rowAt(step, value),
      source: 'command',
    });
    write(folder, 0, rowAt(0), rowAt(10), rowAt(20));
    write(folder, 20, asked(20, 1), asked(10, 2), asked(20, 3));
    const [own, requested] = await new EvaluationStore(folder).read();
    expect(Array.from(own!.step)).toEqual([0, 10, 20]);
    expect([Array.from(requested!.step), Array.from(requested!.value)]).toEqual([
      [10, 20],
      [2, 3],
    ]);
    expect(requested!.source).toBe('command');
  });
});

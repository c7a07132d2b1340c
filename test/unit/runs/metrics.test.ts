import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { METRIC_COLUMNS } from '../../../src/protocol/runModel';
import { arrowEncoder } from '../../../src/runs/arrowWriting';
import { runFile } from '../../../src/runs/layout';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { lastMetricsStep, MetricsTail, readMetrics } from '../../../src/runs/metricsReader';
import { metricRows } from '../../helpers/metricRows';
import { temporaryFolder } from '../../helpers/temporaryFolder';

function writeBatches(run: string, ...batches: readonly (readonly [number, number])[]): void {
  const writer = MetricsWriter.open(run, Infinity);
  for (const [from, to] of batches) writer.append(metricRows(from, to));
  writer.close();
}

describe('metrics.arrows', () => {
  test('gives back what was appended, gaps included', async () => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3], [4, 4], [5, 300]);
    expect(await readMetrics(run)).toEqual(metricRows(1, 300));
    expect(await lastMetricsStep(run)).toBe(300);
  });

  test('is an Arrow stream that any Arrow reader can open', () => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3], [4, 9]);
    const table = tableFromIPC(readFileSync(runFile(run, 'metrics')));
    expect(table.schema.fields.map((field) => `${field.name}: ${String(field.type)}`)).toEqual([
      'step: Int32',
      ...METRIC_COLUMNS.map((column) => `${column}: Float32`),
    ]);
    expect(table.numRows).toBe(9);
    expect(table.batches).toHaveLength(2);
  });

  test('opens after a crash at any byte, and goes on with the next step', async () => {
    const source = temporaryFolder();
    writeBatches(source, [1, 3], [4, 5]);
    const whole = readFileSync(runFile(source, 'metrics'));
    writeBatches(source, [6, 6]);
    const run = temporaryFolder();
    const path = runFile(run, 'metrics');
    for (let size = 0; size <= whole.length; size++) {
      writeFileSync(path, whole.subarray(0, size));
      const torn = await readMetrics(run);
      const last = torn.step.length;
      expect(torn).toEqual(metricRows(1, last));
      expect([0, 3, 5]).toContain(last);
      const writer = MetricsWriter.open(run, Infinity);
      writer.append(metricRows(last + 1, last + 2));
      writer.close();
      expect(await readMetrics(run)).toEqual(metricRows(1, last + 2));
    }
  });

  test('opens after a crash that left zeros in place of the last batch', async () => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3]);
    appendFileSync(runFile(run, 'metrics'), new Uint8Array(700));
    const read = await new MetricsTail(run).read();
    expect(read.rows).toEqual(metricRows(1, 3));
    expect(read.damage).toBe('no message starts here');
    writeBatches(run, [4, 5]);
    expect(await readMetrics(run)).toEqual(metricRows(1, 5));
  });

  test.each([0, 1, 3, 4, 6, 9, 100])('cuts rows after step %i when resumed', async (keep) => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3], [4, 9]);
    MetricsWriter.open(run, keep).close();
    const kept = Math.min(keep, 9);
    expect((await readMetrics(run)).step.length).toBe(kept);
    writeBatches(run, [kept + 1, kept + 2]);
    expect(await readMetrics(run)).toEqual(metricRows(1, kept + 2));
  });

  test.each([
    ['whole', Infinity, [1, 2, 3, 4, 5, 6]],
    ['up to a step within a batch', 5, [1, 2, 3, 4, 5]],
    ['up to the end of a batch', 3, [1, 2, 3]],
  ])('goes on with the file of an older version, %s', async (_how, keepToStep, steps) => {
    const run = temporaryFolder();
    const path = runFile(run, 'metrics');
    const older = arrowEncoder(METRIC_COLUMNS.slice(0, 4));
    const batches = [metricRows(1, 3), metricRows(4, 6)].map((rows) => older.encodeRows(rows));
    const torn = batches[1]!.subarray(0, 100);
    writeFileSync(path, Buffer.concat([older.schemaMessage, ...batches, torn]));
    const tail = new MetricsTail(run);
    await tail.read();
    const writer = MetricsWriter.open(run, keepToStep);
    const last = steps.length;
    writer.append(metricRows(last + 1, last + 2));
    writer.close();
    const { rows, restarted } = await tail.read();
    expect(restarted).toBe(true);
    expect(rows.step).toEqual(metricRows(1, last + 2).step);
    for (const [index, column] of METRIC_COLUMNS.entries()) {
      const written = metricRows(1, last + 2).columns[column];
      // Not measured by the older version.
      if (index >= 4) written.fill(NaN, 0, last);
      expect(rows.columns[column]).toEqual(written);
    }
    expect(tableFromIPC(readFileSync(path)).numRows).toBe(last + 2);
  });

  test('refuses to append to the file of a newer version, or of none', () => {
    const run = temporaryFolder();
    const path = runFile(run, 'metrics');
    const newer = arrowEncoder([...METRIC_COLUMNS, 'temperature']);
    writeFileSync(path, newer.schemaMessage);
    expect(() => MetricsWriter.open(run, 5)).toThrow(
      'The metrics of this run were written by another version',
    );
    expect(readFileSync(path)).toEqual(Buffer.from(newer.schemaMessage));
    const words = tableFromArrays({ words: ['a', 'b'] });
    writeFileSync(path, tableToIPC(words, 'stream').subarray(0, -8));
    expect(() => MetricsWriter.open(run, 5)).toThrow('another version');
  });

  test('reads the file of another version: unknown columns left out, missing ones as gaps', async () => {
    const run = temporaryFolder();
    const other = tableFromArrays({
      temperature: Float32Array.of(3, 4),
      generatorLoss: Float32Array.of(0.5, 0.25),
      step: Int32Array.of(1, 2),
    });
    writeFileSync(runFile(run, 'metrics'), tableToIPC(other, 'stream').subarray(0, -8));
    const rows = await readMetrics(run);
    expect([...rows.step]).toEqual([1, 2]);
    expect([...rows.columns.generatorLoss]).toEqual([0.5, 0.25]);
    expect([...rows.columns.discriminatorLoss]).toEqual([NaN, NaN]);
  });
});

describe('MetricsTail', () => {
  test('gives each row once, complete batches only', async () => {
    const run = temporaryFolder();
    const tail = new MetricsTail(run);
    expect((await tail.read()).rows.step).toHaveLength(0);
    writeBatches(run, [1, 3]);
    expect((await tail.read()).rows).toEqual(metricRows(1, 3));
    const before = statSync(runFile(run, 'metrics')).size;
    writeBatches(run, [4, 6]);
    const batch = readFileSync(runFile(run, 'metrics')).subarray(before);
    truncateSync(runFile(run, 'metrics'), before);
    for (let cut = 0; cut < batch.length; cut += 97) {
      truncateSync(runFile(run, 'metrics'), before);
      appendFileSync(runFile(run, 'metrics'), batch.subarray(0, cut));
      expect(await tail.read()).toMatchObject({ restarted: false, more: false });
    }
    truncateSync(runFile(run, 'metrics'), before);
    appendFileSync(runFile(run, 'metrics'), batch);
    expect((await tail.read()).rows).toEqual(metricRows(4, 6));
    expect((await tail.read()).rows.step).toHaveLength(0);
  });

  test('starts anew when a resumed run has cut rows, even when it has grown past them since', async () => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3], [4, 9]);
    const tail = new MetricsTail(run);
    await tail.read();
    const writer = MetricsWriter.open(run, 5);
    writer.append(metricRows(6, 50));
    writer.close();
    const read = await tail.read();
    expect(read.restarted).toBe(true);
    expect(read.rows).toEqual(metricRows(1, 50));
  });

  test('reads a long file in parts', async () => {
    const run = temporaryFolder();
    const batches = Array.from({ length: 30 }, (_, i) => [i * 4096 + 1, (i + 1) * 4096] as const);
    writeBatches(run, ...batches);
    const tail = new MetricsTail(run);
    const first = await tail.read();
    expect(first.more).toBe(true);
    expect(first.rows.step.length).toBeLessThan(30 * 4096);
    const { step } = await readMetrics(run);
    expect(step.length).toBe(30 * 4096);
    expect(step.findIndex((value, index) => value !== index + 1)).toBe(-1);
  });

  test('believes no length that the file does not have', async () => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3]);
    const size = statSync(runFile(run, 'metrics')).size;
    const prefix = new DataView(new ArrayBuffer(8));
    prefix.setUint32(0, 0xffffffff, true);
    for (const [claimed, damage] of [
      [0x7fffffff, 'claims 2147483647 bytes of metadata'],
      [-5, 'claims -5 bytes of metadata'],
      [16, undefined],
    ] as const) {
      truncateSync(runFile(run, 'metrics'), size);
      prefix.setInt32(4, claimed, true);
      appendFileSync(runFile(run, 'metrics'), new Uint8Array(prefix.buffer));
      const read = await new MetricsTail(run).read();
      expect(read.rows).toEqual(metricRows(1, 3));
      expect(read.more).toBe(false);
      if (damage === undefined) expect(read.damage).toBeUndefined();
      else expect(read.damage).toContain(damage);
    }
  });

  test('reads up to a batch that cannot be read, and says what is wrong with it', async () => {
    const run = temporaryFolder();
    writeBatches(run, [1, 3]);
    const { size } = statSync(runFile(run, 'metrics'));
    writeBatches(run, [4, 6]);
    const bytes = readFileSync(runFile(run, 'metrics'));
    // The number of rows, of which there are three, stands once as 64 bits in the second batch.
    const rows = bytes.indexOf(Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]), size);
    bytes.writeUInt32LE(0x7fffffff, rows);
    writeFileSync(runFile(run, 'metrics'), bytes);
    const read = await new MetricsTail(run).read();
    expect(read.rows).toEqual(metricRows(1, 3));
    expect(read).toMatchObject({
      more: false,
      damage: 'A batch claims 2147483647 rows',
    });
  });
});

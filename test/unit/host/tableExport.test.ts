import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportRows } from '../../../src/host/runReader/tableExport';

describe('rows saved as comma-separated values', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-export-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const length = 50_000;
  const step = Int32Array.from({ length }, (_, i) => i + 1);
  const loss = Float32Array.from(step, (s) => Math.log(s) * 1e-3);
  loss[20_000] = NaN;
  const { signal } = new AbortController();
  const rows = { length, step, columns: { loss, other: new Float32Array(length) } };

  it('are all there, give back each float32, and tell how far they are', async () => {
    const file = path.join(folder, 'losses.csv');
    const shares: number[] = [];
    const what = { path: file, columns: ['loss'], range: null };
    expect(await exportRows(rows, what, (share) => shares.push(share), signal)).toBe(length);
    const [header, ...lines] = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(header).toBe('step,loss');
    expect(lines).toHaveLength(length);
    const parsed = lines.map((line) => line.split(',').map(Number));
    expect(parsed.map(([at]) => at)).toEqual([...step]);
    expect(Float32Array.from(parsed, ([, value]) => value!)).toEqual(loss);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('are those of the steps on screen', async () => {
    const file = path.join(folder, 'losses.csv');
    const range = { fromStep: 100, toStep: 102 };
    const columns = ['other', 'loss'];
    expect(await exportRows(rows, { path: file, columns, range }, () => undefined, signal)).toBe(3);
    const [header, first] = fs.readFileSync(file, 'utf8').split('\n');
    expect(header).toBe('step,other,loss');
    expect(first).toBe(`100,0,${Number(loss[99]!.toPrecision(9))}`);
  });

  it('leave nothing behind where they cannot be written', async () => {
    const file = path.join(folder, 'no such folder', 'losses.csv');
    const what = { path: file, columns: ['loss'], range: null };
    await expect(exportRows(rows, what, () => undefined, signal)).rejects.toThrow(/ENOENT/);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('leave nothing behind, and what was there before, when they are given up', async () => {
    const file = path.join(folder, 'losses.csv');
    fs.writeFileSync(file, 'before');
    const controller = new AbortController();
    const what = { path: file, columns: ['loss'], range: null };
    const exported = exportRows(rows, what, () => controller.abort(), controller.signal);
    await expect(exported).rejects.toThrow(/abort/);
    expect(fs.readdirSync(folder)).toEqual(['losses.csv']);
    expect(fs.readFileSync(file, 'utf8')).toBe('before');
  });
});

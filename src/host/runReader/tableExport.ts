/** Writes rows of a run as comma-separated values, at full resolution. */
import { open, rename, rm } from 'node:fs/promises';
import { temporaryPath } from '../../runs/replaceFile';
import { lowerBound, type StepRows } from './curveView';

/** Rows put together before they are written: between two portions the thread answers what else it is asked. */
const PORTION = 20_000;

export interface TableExport {
  readonly path: string;
  readonly columns: readonly string[];
  /** Both ends included; null is every row. */
  readonly range: { readonly fromStep: number; readonly toStep: number } | null;
}

/** Nine digits tell every float32 from its neighbours. */
function cell(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(9)));
}

/**
 * A header of the names of the columns, then a line a row: the step and the values, `NaN` where there is none. The
 * file appears as a whole or not at all.
 * @param progress called now and then with the share that is written
 * @param signal gives it up
 * @returns the number of rows
 */
export async function exportRows(
  rows: StepRows<string>,
  { path, columns, range }: TableExport,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const from = range === null ? 0 : lowerBound(rows, range.fromStep);
  const to = range === null ? rows.length : lowerBound(rows, range.toStep + 1);
  const values = columns.map((name) => rows.columns[name]);
  const temporary = temporaryPath(path);
  const file = await open(temporary, 'w');
  try {
    await file.appendFile(`${['step', ...columns].join(',')}\n`);
    for (let start = from; start < to; start += PORTION) {
      signal.throwIfAborted();
      const lines: string[] = [];
      for (let row = start; row < Math.min(to, start + PORTION); row++) {
        const cells = values.map((column) => cell(column?.[row]));
        lines.push([rows.step[row], ...cells].join(','));
      }
      await file.appendFile(`${lines.join('\n')}\n`);
      progress(Math.min(1, (start + PORTION - from) / (to - from)));
    }
    await file.close();
    signal.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  return to - from;
}

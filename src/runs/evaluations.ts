/** `evaluations.ndjson`: one quantity of one evaluation a line; pandas reads it with `read_json(…, lines=True)`. */
import { closeSync, openSync } from 'node:fs';
import type { EvaluationRow } from '../protocol/evaluationModel';
import { appendWhole } from './appendWhole';
import { GrowingFile, readWholeLines } from './growingFile';
import { runFile } from './layout';
import { readOwnText, replaceText } from './replaceText';

/** Lines have about 250 bytes. */
const MAXIMUM_LINE = 4096;
/** A million lines; of a longer file the beginning is left out, so that memory and time are bounded. */
const MAXIMUM_UNREAD_BYTES = 256 * 1024 * 1024;

/** Appends rows; on opening cuts what a crash left of a line, and the rows of steps that will be done again. */
export class EvaluationWriter {
  private readonly file: number;

  private constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  /**
   * Opens the file of a run, which is made where absent; keeps the whole rows up to `keepToStep`.
   *
   * @param keepToStep undefined leaves what is there alone: another process may be writing
   *
   * @throws Error when the file is larger than any run makes it
   */
  static open(runDirectory: string, keepToStep: number | undefined): EvaluationWriter {
    const path = runFile(runDirectory, 'evaluations');
    if (keepToStep !== undefined) cut(path, keepToStep);
    return new EvaluationWriter(path);
  }

  append(rows: readonly EvaluationRow[]): void {
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    appendWhole(this.file, Buffer.from(lines));
  }

  close(): void {
    closeSync(this.file);
  }
}

function cut(path: string, keepToStep: number): void {
  const text = readOwnText(path, MAXIMUM_UNREAD_BYTES);
  const kept = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split(/(?<=\n)/)
    .filter((line) => (parseRow(line)?.step ?? Infinity) <= keepToStep)
    .join('');
  // A new file in place of the old tells readers that rows have gone.
  if (kept.length < text.length) replaceText(path, kept);
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 200;
const isNumberOrNull = (value: unknown): value is number | null =>
  value === null || Number.isFinite(value);
const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0;

/** Checked by hand: the reader thread of a window does without a library of schemas. */
function isRow(value: unknown): value is EvaluationRow {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Record<keyof EvaluationRow, unknown>;
  return (
    isCount(row.step) &&
    [row.time, row.metric, row.unit, row.network, row.features].every(isText) &&
    [row.value, row.realMean, row.realDeviation].every(isNumberOrNull) &&
    isCount(row.samples) &&
    isCount(row.realPairs) &&
    (row.source === undefined || isText(row.source))
  );
}

function parseRow(line: string): EvaluationRow | undefined {
  if (line.length > MAXIMUM_LINE) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface EvaluationsRead {
  readonly rows: readonly EvaluationRow[];
  /** The file was replaced: forget all rows read before. */
  readonly restarted: boolean;
}

/** Reads evaluations while they grow. Lines that are no row are skipped; a torn last line is not there yet. */
export class EvaluationTail {
  private readonly file: GrowingFile;

  constructor(runDirectory: string) {
    this.file = new GrowingFile(runFile(runDirectory, 'evaluations'));
  }

  /** The new rows; none while the file is absent: runs of earlier versions have none. */
  async read(): Promise<EvaluationsRead> {
    const { content = [], restarted } = await this.file.read(async (handle, size) => {
      const from = Math.max(this.file.offset, size - MAXIMUM_UNREAD_BYTES);
      const { lines, offset } = await readWholeLines(handle, from);
      this.file.offset = offset;
      return lines.map(parseRow).filter((row) => row !== undefined);
    });
    return { rows: content, restarted };
  }
}

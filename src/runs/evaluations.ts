/** `evaluations.ndjson`: one quantity of one evaluation a line; pandas reads it with `read_json(…, lines=True)`. */
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { EvaluationRow } from '../protocol/evaluationModel';
import { appendWhole } from './appendWhole';
import { errorCode, openRegularFile, readRange } from './boundedFile';
import { runFile } from './layout';
import { temporaryPath } from './replaceFile';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 4 * 1024 * 1024;
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
    if (keepToStep !== undefined && existsSync(path)) cut(path, keepToStep);
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
  const { size } = statSync(path);
  if (size > MAXIMUM_UNREAD_BYTES) {
    throw new Error(`${path} has ${size} bytes, more than a run writes. Move it elsewhere.`);
  }
  const text = readFileSync(path, 'utf8');
  const kept = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split(/(?<=\n)/)
    .filter((line) => (parseRow(line)?.step ?? Infinity) <= keepToStep)
    .join('');
  if (kept.length === text.length) return;
  // A new file in place of the old tells readers that rows have gone.
  const temporary = temporaryPath(path);
  writeFileSync(temporary, kept);
  renameSync(temporary, path);
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
  private offset = 0;
  private fileId: bigint | undefined;

  constructor(private readonly runDirectory: string) {}

  /** The new rows; none while the file is absent: runs of earlier versions have none. */
  async read(): Promise<EvaluationsRead> {
    let handle;
    try {
      handle = await openRegularFile(runFile(this.runDirectory, 'evaluations'));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { rows: [], restarted: this.restart() };
      throw error;
    }
    try {
      const { ino, size } = await handle.stat({ bigint: true });
      const replaced = ino !== this.fileId || size < BigInt(this.offset);
      const restarted = replaced && this.restart();
      this.fileId = ino;
      this.offset = Math.max(this.offset, Number(size) - MAXIMUM_UNREAD_BYTES);
      const rows: EvaluationRow[] = [];
      for (;;) {
        const bytes = await readRange(handle, this.offset, CHUNK_BYTES);
        const end = bytes.lastIndexOf(NEWLINE) + 1;
        for (const line of new TextDecoder().decode(bytes.subarray(0, end)).split('\n')) {
          const row = parseRow(line);
          if (row !== undefined) rows.push(row);
        }
        this.offset += end;
        if (bytes.length < CHUNK_BYTES) return { rows, restarted };
        // A line longer than a chunk: step over it.
        if (end === 0) this.offset += bytes.length;
      }
    } finally {
      await handle.close();
    }
  }

  /** Whether rows had been read. */
  private restart(): boolean {
    const hadRows = this.offset > 0;
    this.offset = 0;
    return hadRows;
  }
}

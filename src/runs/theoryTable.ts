/**
 * `theory.csv`: the figures of every evaluation, one row each, for any program that reads tables. Natural logarithms;
 * an empty field where a figure is undefined.
 */
import {
  closeSync,
  existsSync,
  fsync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DISTRIBUTION_FIGURES, type DistributionFigure } from '../protocol/distribution';
import { appendWhole } from './appendWhole';
import { errorCode, openRegularFile, readRange } from './boundedFile';
import { runFile } from './layout';
import { temporaryPath } from './replaceFile';

const COLUMNS = ['step', ...DISTRIBUTION_FIGURES] as const;
const HEADER = `${COLUMNS.join(',')}\n`;
const NEWLINE = 0x0a;
/** A run of a million evaluations stays below; of a longer table the end is not read. */
const MAXIMUM_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

export interface TheoryRows {
  readonly step: Int32Array;
  readonly columns: Readonly<Record<DistributionFigure, Float32Array>>;
}

/** Appends rows; on opening cuts what a crash left of one. */
export class TheoryWriter {
  private constructor(private readonly file: number) {}

  /**
   * Opens the table of a run, which is made where absent. Rows of steps after `keepToStep` are cut: the run goes on from
   * there.
   */
  static open(runDirectory: string, keepToStep: number): TheoryWriter {
    const path = runFile(runDirectory, 'theory');
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const kept = keptRows(before, keepToStep);
    // A new file in place of the old tells readers that what they have read may be gone.
    if (kept !== before) {
      writeFileSync(temporaryPath(path), kept, { flush: true });
      renameSync(temporaryPath(path), path);
    }
    return new TheoryWriter(openSync(path, 'a'));
  }

  async append(step: number, figures: Readonly<Record<DistributionFigure, number>>): Promise<void> {
    const values = DISTRIBUTION_FIGURES.map((name) => {
      const value = figures[name];
      return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : '';
    });
    appendWhole(this.file, Buffer.from(`${[step, ...values].join(',')}\n`));
    await promisify(fsync)(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

function keptRows(text: string, keepToStep: number): string {
  if (!text.startsWith(HEADER)) return HEADER;
  const rows = text
    .slice(HEADER.length, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  const kept = rows.filter((row) => Number.parseInt(row, 10) <= keepToStep);
  return HEADER + kept.map((row) => `${row}\n`).join('');
}

export interface TheoryRead {
  readonly rows: TheoryRows;
  /** The file was cut or replaced: forget all rows read before. */
  readonly restarted: boolean;
}

/** Reads a table that may still grow: whole rows only, each once. */
export class TheoryTail {
  private offset = 0;
  private fileId: bigint | undefined;
  private columns: readonly string[] = [];

  constructor(private readonly runDirectory: string) {}

  /** The new rows; none while the file is absent. */
  async read(): Promise<TheoryRead> {
    let handle: FileHandle;
    try {
      handle = await openRegularFile(runFile(this.runDirectory, 'theory'));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return { rows: parseRows([], []), restarted: this.restart(undefined) };
    }
    try {
      const { ino, size } = await handle.stat({ bigint: true });
      const replaced = ino !== this.fileId || size < BigInt(this.offset);
      const restarted = replaced && this.restart(ino);
      const lines = await this.readLines(handle, Math.min(Number(size), MAXIMUM_BYTES));
      if (this.columns.length === 0) this.columns = lines.shift()?.split(',') ?? [];
      return { rows: parseRows(this.columns, lines), restarted };
    } finally {
      await handle.close();
    }
  }

  /** Whether rows had been read. */
  private restart(fileId: bigint | undefined): boolean {
    const hadRows = this.offset > 0;
    this.offset = 0;
    this.columns = [];
    this.fileId = fileId;
    return hadRows;
  }

  private async readLines(handle: FileHandle, size: number): Promise<string[]> {
    const lines: string[] = [];
    while (this.offset < size) {
      const bytes = await readRange(handle, this.offset, Math.min(CHUNK_BYTES, size - this.offset));
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end === 0) break;
      // One by one: there may be more than a function takes as arguments.
      for (const line of new TextDecoder().decode(bytes.subarray(0, end - 1)).split('\n')) {
        lines.push(line);
      }
      this.offset += end;
    }
    return lines;
  }
}

/** Rows without a step are left out; columns that the file lacks become not-a-number. */
function parseRows(columns: readonly string[], lines: readonly string[]): TheoryRows {
  const place = columns.indexOf('step');
  const rows = lines
    .map((line) => line.split(','))
    .filter((row) => /^\d{1,10}$/.test(row[place] ?? '') && Number(row[place]) < 2 ** 31);
  const values = (name: string): Float32Array => {
    const column = columns.indexOf(name);
    return Float32Array.from(rows, (row) => {
      const text = row[column] ?? '';
      return text === '' ? NaN : Number(text);
    });
  };
  return {
    step: Int32Array.from(rows, (row) => Number(row[place])),
    columns: Object.fromEntries(
      DISTRIBUTION_FIGURES.map((name) => [name, values(name)]),
    ) as TheoryRows['columns'],
  };
}

/**
 * `theory.csv`: the figures of every evaluation, one row each, for any program that reads tables. Natural logarithms;
 * an empty field where a figure is undefined.
 */
import { closeSync, fsync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { DISTRIBUTION_FIGURES, type DistributionFigure } from '../protocol/distribution';
import { appendWhole } from './appendWhole';
import { GrowingFile, readWholeLines } from './growingFile';
import { runFile } from './layout';
import { readOwnText, replaceText } from './replaceText';

const COLUMNS = ['step', ...DISTRIBUTION_FIGURES] as const;
const HEADER = `${COLUMNS.join(',')}\n`;
/** A run of a million evaluations stays below; of a longer table the end is not read. */
const MAXIMUM_BYTES = 256 * 1024 * 1024;

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
   *
   * @throws Error when the file is larger than any run makes it
   */
  static open(runDirectory: string, keepToStep: number): TheoryWriter {
    const path = runFile(runDirectory, 'theory');
    const before = readOwnText(path, MAXIMUM_BYTES);
    const kept = keptRows(before, keepToStep);
    // A new file in place of the old tells readers that what they have read may be gone.
    if (kept !== before) replaceText(path, kept);
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
  private readonly file: GrowingFile;
  private columns: readonly string[] = [];

  constructor(runDirectory: string) {
    this.file = new GrowingFile(runFile(runDirectory, 'theory'));
  }

  /** The new rows; none while the file is absent. */
  async read(): Promise<TheoryRead> {
    const { content, restarted } = await this.file.read(async (handle) => {
      const isFirst = this.file.offset === 0;
      const { lines, offset } = await readWholeLines(handle, this.file.offset, MAXIMUM_BYTES);
      this.file.offset = offset;
      if (isFirst) this.columns = lines[0]?.split(',') ?? [];
      return parseRows(this.columns, isFirst ? lines.slice(1) : lines);
    });
    return { rows: content ?? parseRows([], []), restarted };
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

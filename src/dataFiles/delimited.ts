/** Numbers in text: a point a line, separated by commas, semicolons, tabs or spaces; `#` begins a comment line. */
import { formatCount } from '../config/formatCount';
import { DataFormatError } from './errors';
import { MAX_VALUES } from './openFile';

export interface DelimitedPoints {
  readonly count: number;
  readonly dimensions: number;
  /** [count, dimensions], rounded to float32. */
  readonly values: Float32Array;
}

/** Longest line; a longer one is no table of numbers. */
export const MAX_LINE_BYTES = 2 ** 20;
const LINE_FEED = 0x0a;

function splitterOf(line: string): (line: string) => string[] {
  const delimiter = ['\t', ';', ','].find((candidate) => line.includes(candidate));
  return (text) => (delimiter === undefined ? text.trim().split(/\s+/) : text.split(delimiter));
}

function numberOf(cell: string): number {
  const text = cell.trim().replace(/^"(.*)"$/, '$1');
  return text === '' ? NaN : Number(text);
}

/** Values that grow as lines come, without knowing how many there will be. */
class Rows {
  private values = new Float32Array(1024);
  private length = 0;
  private dimensions = 0;

  add(cells: readonly string[], lineNumber: number): void {
    if (this.dimensions === 0) this.dimensions = cells.length;
    if (cells.length !== this.dimensions) {
      throw new DataFormatError(
        `Line ${lineNumber} has ${cells.length} values, the lines before it ${this.dimensions}. Every line holds one point.`,
      );
    }
    if (this.length + cells.length > MAX_VALUES) {
      throw new DataFormatError(
        `It holds more than ${formatCount(MAX_VALUES)} values. Use fewer points.`,
      );
    }
    if (this.length + cells.length > this.values.length) {
      const larger = new Float32Array(2 * (this.values.length + cells.length));
      larger.set(this.values);
      this.values = larger;
    }
    cells.forEach((cell, column) => {
      const value = Math.fround(numberOf(cell));
      if (!Number.isFinite(value)) {
        throw new DataFormatError(
          `Line ${lineNumber}, column ${column + 1} holds ${JSON.stringify(cell.trim().slice(0, 40))}, which is no finite number. Correct it or leave out the line, or the column with \`data.columns\`.`,
        );
      }
      this.values[this.length] = value;
      this.length += 1;
    });
  }

  finish(): DelimitedPoints {
    if (this.length === 0) throw new DataFormatError('It holds no line of numbers.');
    const { dimensions, length } = this;
    return { count: length / dimensions, dimensions, values: this.values.slice(0, length) };
  }
}

/** Calls `take` with every line that is neither empty nor a comment. */
function forEachLine(bytes: Buffer, take: (line: string, lineNumber: number) => void): void {
  let lineNumber = 0;
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    lineNumber += 1;
    if (end - start > MAX_LINE_BYTES) {
      throw new DataFormatError(
        `Line ${lineNumber} has more than ${formatCount(MAX_LINE_BYTES)} bytes: this is no table of numbers.`,
      );
    }
    const line = bytes.toString('latin1', start, end).replace(/\r$/, '');
    if (line.trim() !== '' && !line.startsWith('#')) take(line, lineNumber);
    start = end + 1;
  }
}

/**
 * @param bytes the whole text
 * @param columns numbers of the columns to use, from 1; all without it
 * @throws DataFormatError
 */
export function parseDelimited(bytes: Buffer, columns?: readonly number[]): DelimitedPoints {
  const rows = new Rows();
  let split: ((line: string) => string[]) | undefined;
  // The byte order mark of UTF-8, as Latin-1 shows it.
  const withoutMark = (line: string) => line.replace(/^\u00ef\u00bb\u00bf/, '');
  forEachLine(bytes, (line, lineNumber) => {
    const isFirst = split === undefined;
    split ??= splitterOf(line);
    const cells = split(isFirst ? withoutMark(line) : line);
    // A line of names: none of its cells is a number.
    if (isFirst && cells.every((cell) => Number.isNaN(numberOf(cell)))) return;
    rows.add(pickColumns(cells, columns, lineNumber), lineNumber);
  });
  return rows.finish();
}

function pickColumns(
  cells: readonly string[],
  columns: readonly number[] | undefined,
  lineNumber: number,
): readonly string[] {
  return (
    columns?.map((column) => {
      const cell = cells[column - 1];
      if (cell === undefined) {
        throw new DataFormatError(
          `Line ${lineNumber} has ${cells.length} columns, so there is no column ${column} as \`data.columns\` asks.`,
        );
      }
      return cell;
    }) ?? cells
  );
}

/** A distribution in words and numbers: for captions, screen readers and tables. */
import type { Distribution } from '../../src/protocol/distribution';
import { formatInteger, formatValue } from '../format';
import { strings } from '../strings';

/** Rows of a table: every cell of the figure would be hundreds. */
const TABLE_ROWS = 64;
/** Along each side of the plane. */
const TABLE_BLOCKS = 8;

function shown(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value)
    ? formatValue(value)
    : strings.undefinedValue;
}

/** How the densities came about. */
export function caption(distribution: Distribution): string {
  const { method, samples, bandwidth, knownDensity, figures, latentDimensions } = distribution;
  const words = strings.distribution;
  const parts = [
    method === 'transport'
      ? words.transported(samples)
      : words.smoothed(samples, bandwidth[0] ?? 0, knownDensity),
    ...(distribution.dimensions === 1 && latentDimensions === 0 ? [words.noArrows] : []),
    ...(figures.outsideMass > 0.0005 ? [words.outside(figures.outsideMass)] : []),
  ];
  return parts.join(' ');
}

/** Stands for the picture. */
export function summarise({ step, figures, dimensions }: Distribution): string {
  const words = strings.distribution;
  const parts = [
    words.summary(step),
    words.divergence(figures.jensenShannon),
    ...(Number.isFinite(figures.meanReal) ? [words.means(figures.meanReal, figures.meanFake)] : []),
    ...(dimensions === 2 && Number.isFinite(figures.modesCaptured)
      ? [words.captured(figures.modesCaptured)]
      : []),
  ];
  return parts.join(' ');
}

interface Table {
  /** As headings, and as the columns of a file. */
  readonly columns: readonly { readonly heading: string; readonly name: string }[];
  /** Not-a-number where nothing is defined. */
  readonly rows: readonly (readonly number[])[];
}

type Column = keyof typeof strings.distribution.columns;

const DENSITIES = ['dataDensity', 'generatorDensity', 'discriminator', 'optimum'] as const;

/** Counts have no decimals. */
const COUNTS: readonly string[] = ['mode', 'samples'];

function columnsOf(names: readonly Column[]): Table['columns'] {
  return names.map((name) => ({ name, heading: strings.distribution.columns[name] }));
}

/** The numbers of a distribution: for readers a selection of the cells of its grid, for files all of them. */
export function numbersOf(distribution: Distribution, cells: 'selected' | 'all'): Table {
  if (distribution.arrays.modes.length > 0) return modesTable(distribution);
  if (distribution.dimensions === 2) {
    return planeTable(distribution, cells === 'all' ? distribution.cells : TABLE_BLOCKS);
  }
  return lineTable(distribution, cells === 'all' ? distribution.cells : TABLE_ROWS);
}

export function readableRows({ columns, rows }: Table): string[][] {
  return rows.map((row) =>
    row.map((value, column) =>
      COUNTS.includes(columns[column]?.name ?? '') ? formatInteger(value) : shown(value),
    ),
  );
}

function densitiesAt({ arrays }: Distribution, cell: number): number[] {
  return DENSITIES.map((name) => arrays[name][cell] ?? Number.NaN);
}

/** The place of a cell, or of one of fewer blocks, on an axis. */
function placeOf({ low, high }: Distribution, axis: number, share: number): number {
  const [start = 0, end = 1] = [low[axis], high[axis]];
  return start + share * (end - start);
}

function lineTable(distribution: Distribution, most: number): Table {
  const { cells } = distribution;
  const stride = Math.max(1, Math.round(cells / most));
  const rows = Array.from({ length: Math.floor(cells / stride) }, (_, row) => {
    const cell = row * stride + Math.floor(stride / 2);
    return [placeOf(distribution, 0, (cell + 0.5) / cells), ...densitiesAt(distribution, cell)];
  });
  return { columns: columnsOf(['x', ...DENSITIES]), rows };
}

function modesTable({ arrays: { modes } }: Distribution): Table {
  const rows = Array.from({ length: modes.length / 3 }, (_, mode) => [
    mode + 1,
    ...modes.subarray(3 * mode, 3 * mode + 3),
  ]);
  return { columns: columnsOf(['mode', 'x', 'y', 'samples']), rows };
}

function planeTable(distribution: Distribution, blocks: number): Table {
  const { cells } = distribution;
  const size = cells / blocks;
  const rows = Array.from({ length: blocks * blocks }, (_, block) => {
    const [column, row] = [block % blocks, Math.floor(block / blocks)];
    const cell = Math.floor((column + 0.5) * size) + cells * Math.floor((row + 0.5) * size);
    return [
      placeOf(distribution, 0, (column + 0.5) / blocks),
      placeOf(distribution, 1, (row + 0.5) / blocks),
      ...densitiesAt(distribution, cell),
    ];
  });
  return { columns: columnsOf(['x', 'y', ...DENSITIES]), rows };
}

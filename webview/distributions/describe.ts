/** A distribution in words and numbers: for captions, screen readers and tables. */
import type { Distribution } from '../../src/protocol/distribution';
import { formatInteger, formatValue } from '../format';
import { strings } from '../strings';

/** Rows of a table: every cell of the figure would be hundreds. */
const TABLE_ROWS = 64;

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
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function lineTable({ arrays, low, high, cells }: Distribution): Table {
  const [start = 0] = low;
  const [end = 1] = high;
  const stride = Math.max(1, Math.round(cells / TABLE_ROWS));
  const { columns } = strings.distribution;
  const rows = Array.from({ length: Math.floor(cells / stride) }, (_, row) => {
    const cell = row * stride + Math.floor(stride / 2);
    return [
      formatValue(start + ((cell + 0.5) / cells) * (end - start)),
      shown(arrays.dataDensity[cell]),
      shown(arrays.generatorDensity[cell]),
      shown(arrays.discriminator[cell]),
      shown(arrays.optimum[cell]),
    ];
  });
  return {
    columns: [columns.x, columns.data, columns.generated, columns.output, columns.optimum],
    rows,
  };
}

/** Modes where there are any, else blocks of the grid that have mass. */
export function planeTable(distribution: Distribution): Table {
  const { modes } = distribution.arrays;
  const { columns } = strings.distribution;
  if (modes.length > 0) {
    const rows = Array.from({ length: modes.length / 3 }, (_, mode) => {
      const [x = 0, y = 0, count = 0] = modes.subarray(3 * mode, 3 * mode + 3);
      return [formatInteger(mode + 1), formatValue(x), formatValue(y), formatInteger(count)];
    });
    return { columns: [columns.mode, columns.x, columns.y, columns.samples], rows };
  }
  return {
    columns: [
      columns.x,
      columns.y,
      columns.data,
      columns.generated,
      columns.output,
      columns.optimum,
    ],
    rows: planeRows(distribution),
  };
}

function planeRows({ arrays, low, high, cells }: Distribution): string[][] {
  const blocks = 8;
  const size = cells / blocks;
  return Array.from({ length: blocks * blocks }, (_, block) => {
    const [column, row] = [block % blocks, Math.floor(block / blocks)];
    const cell = Math.floor((column + 0.5) * size) + cells * Math.floor((row + 0.5) * size);
    const place = (axis: number, index: number): number =>
      (low[axis] ?? 0) + ((index + 0.5) / blocks) * ((high[axis] ?? 1) - (low[axis] ?? 0));
    return [
      formatValue(place(0, column)),
      formatValue(place(1, row)),
      shown(arrays.dataDensity[cell]),
      shown(arrays.generatorDensity[cell]),
      shown(arrays.discriminator[cell]),
      shown(arrays.optimum[cell]),
    ];
  });
}

/** Mean and spread of the columns of points, and what is odd about them. */

export interface ColumnStatistics {
  readonly means: Float64Array;
  /** Of the set itself: divided by the number of points. */
  readonly deviations: Float64Array;
}

/** @param values [points, dimensions] */
export function columnStatistics(values: Float32Array, dimensions: number): ColumnStatistics {
  const count = values.length / dimensions;
  const means = new Float64Array(dimensions);
  const deviations = new Float64Array(dimensions);
  // Rounding of the mean would give a constant column a tiny deviation.
  const isConstant = Array.from({ length: dimensions }, () => true);
  values.forEach((value, i) => (means[i % dimensions] += value / count));
  // Around the mean: the difference of squares would lose the digits of columns far from zero.
  values.forEach((value, i) => {
    const axis = i % dimensions;
    deviations[axis] += (value - means[axis]) ** 2 / count;
    if (value !== values[axis]) isConstant[axis] = false;
  });
  return {
    means,
    deviations: deviations.map((squares, axis) => (isConstant[axis] ? 0 : Math.sqrt(squares))),
  };
}

/** Networks start out making values of about 1. */
const WIDE = 10;
const NARROW = 0.1;

/** Whole sentences about columns that are constant or far from the scale that networks start with. */
export function scaleWarnings(deviations: Float64Array, standardized: boolean): string[] {
  const columns = Array.from(deviations, (deviation, i) => ({ deviation, column: i + 1 }));
  const list = (found: typeof columns) =>
    found
      .slice(0, 5)
      .map(({ column, deviation }) => `${column} (${Number(deviation.toPrecision(3))})`)
      .join(', ') + (found.length > 5 ? ', …' : '');
  const constant = columns.filter(({ deviation }) => deviation === 0);
  const odd = columns.filter(
    ({ deviation }) => deviation > WIDE || (deviation < NARROW && deviation > 0),
  );
  return [
    ...(constant.length > 0
      ? [
          `${constant.length === 1 ? 'Column' : 'Columns'} ${constant
            .slice(0, 5)
            .map(({ column }) => column)
            .join(
              ', ',
            )}${constant.length > 5 ? ', …' : ''} of the points hold one value only: leave them out with \`data.columns\`.`,
        ]
      : []),
    ...(odd.length > 0 && !standardized
      ? [
          `The standard deviation of column ${list(odd)} is far from 1, the scale that networks start with. Set \`data.standardize\` to true.`,
        ]
      : []),
  ];
}

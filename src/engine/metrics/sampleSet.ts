/** Points, images or feature vectors to compare: [count, dimensions], row-major. */
export interface SampleSet {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float32Array;
}

/** @throws RangeError when the values are no whole number of rows, or none */
export function sampleSet(values: Float32Array, dimensions: number): SampleSet {
  const count = values.length / dimensions;
  if (!Number.isInteger(count) || count === 0) {
    throw new RangeError(
      `${values.length} values are no whole number of samples of ${dimensions}, or none.`,
    );
  }
  return { count, dimensions, values };
}

/** Rows `from ≤ index < to`, sharing memory. */
export function rowsOf(set: SampleSet, from: number, to: number): SampleSet {
  const { dimensions, values } = set;
  return {
    count: to - from,
    dimensions,
    values: values.subarray(from * dimensions, to * dimensions),
  };
}

/** @throws RangeError when the sets do not have as many samples of as many dimensions */
export function requireAlike(x: SampleSet, y: SampleSet): void {
  if (x.count === y.count && x.dimensions === y.dimensions) return;
  throw new RangeError(
    `Sets of [${x.count}, ${x.dimensions}] and [${y.count}, ${y.dimensions}] cannot be compared.`,
  );
}

/**
 * Makes a random matrix orthogonal (Saxe et al. 2014): the shorter of rows and columns become orthonormal, times
 * `gain`. Modified Gram–Schmidt, twice, in float64: the result of normal numbers is uniformly distributed, as that of a
 * QR decomposition with positive diagonal.
 * @param matrix [rows, …] row-major, changed in place; the remaining axes count as columns
 */
export function orthogonalize(matrix: Float32Array, rows: number, gain: number): void {
  const columns = matrix.length / rows;
  const wide = rows <= columns;
  const count = wide ? rows : columns;
  const length = wide ? columns : rows;
  // Vector i, entry j.
  const at = (i: number, j: number): number => (wide ? i * columns + j : j * columns + i);
  const vectors = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length }, (_unused, j) => matrix[at(i, j)]),
  );
  vectors.forEach((vector, i) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) subtractProjection(vector, vectors[k]);
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let j = 0; j < length; j++) vector[j] /= norm;
  });
  vectors.forEach((vector, i) => {
    for (let j = 0; j < length; j++) matrix[at(i, j)] = gain * vector[j];
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/** @param unit of length 1 */
function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let j = 0; j < vector.length; j++) vector[j] -= share * unit[j];
}

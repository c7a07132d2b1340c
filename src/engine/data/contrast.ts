/**
 * Global contrast normalisation, as `global_contrast_normalize` of pylearn2 does it with its defaults: an image minus its
 * own mean, divided by its Euclidean norm, times a scale.
 */

/** Images of a smaller norm, in the bytes' own unit, hold a single colour: they are not divided. */
const SMALLEST_NORM = 1e-8;

/**
 * The value of every possible byte of one image.
 * @param pixels all values of the image, every channel
 * @param norm Euclidean norm of the normalised image
 * @param values [256], overwritten
 */
export function fillContrastValues(pixels: Uint8Array, norm: number, values: Float32Array): void {
  const size = pixels.length;
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += pixels[i];
  const mean = sum / size;
  let squares = 0;
  for (let i = 0; i < size; i += 1) squares += (pixels[i] - mean) ** 2;
  const length = Math.sqrt(squares) / norm;
  const divisor = length < SMALLEST_NORM ? 1 : length;
  for (let byte = 0; byte < values.length; byte += 1) values[byte] = (byte - mean) / divisor;
}

/** What pictures show of contrast-normalised images of `size` values: three standard deviations around the mean. */
export function contrastRange(norm: number, size: number): readonly [number, number] {
  const reach = (3 * norm) / Math.sqrt(size);
  return [-reach, reach];
}

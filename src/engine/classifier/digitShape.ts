/** What the classifier of digits takes and gives: for threads that run it without knowing its layers. */

/** Grey pixels, from 0 (black) to 1 (white). */
export const DIGIT_SHAPE: readonly number[] = [1, 28, 28];
/** Pixels of an image. */
export const DIGIT_SIZE = 28 * 28;
export const DIGIT_CLASSES = 10;
export const DIGIT_FEATURES = 64;

export function isDigitShape(sampleShape: readonly number[]): boolean {
  return sampleShape.join() === DIGIT_SHAPE.join();
}

/** A program does something that cannot be compiled. */
export class CaptureError extends Error {
  constructor(
    /** The TensorFlow.js kernel to blame, such as "Cumsum". */
    readonly kernel: string,
    why: string,
  ) {
    super(`The TensorFlow.js kernel ${kernel} cannot be compiled: ${why}`);
    this.name = 'CaptureError';
  }
}

import type { GraphBuilder, Value, ValueType } from '../graph';

/** Inputs of a kernel call by name; kernels with a list have the names "0", "1", … */
export type KernelInputs<T> = Readonly<Record<string, T>>;
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** Choices between operators that compute the same. */
export interface LoweringOptions {
  /**
   * The least numbers of channels, on both sides, and of output positions, of the whole minibatch, with which a
   * convolution is lowered to fewer multiplications and more passes over memory (`minimalFiltering.ts`); none is
   * without it.
   */
  readonly minimalFiltering?: { readonly channels: number; readonly positions: number };
  /**
   * The least number of channels of the image with which the gradient of a filter is a product of matrices
   * (`patchProduct.ts`) instead of a convolution, and below how many places of the window: the convolution multiplies
   * matrices of as many columns, once for each channel. Never without it.
   */
  readonly patchProducts?: { readonly channels: number; readonly belowPlaces: number };
  /**
   * Whether gradients of images, at strides of 1 and of no fewer channels than the output has, are convolutions with the
   * turned filter instead of `ConvTranspose`.
   */
  readonly turnedFilters?: boolean;
  /** Whether pixels are repeated by `Resize`: on CPUs a fraction of the time of `Expand` along the last axes. */
  readonly resizing?: boolean;
  /** Whether steps, as in derivatives of ReLU, are steep clipped lines: on CPUs half the time of a comparison and a choice. */
  readonly steepSteps?: boolean;
}

/** What a TensorFlow.js kernel returns, and the ONNX operators that compute it. */
export interface KernelDefinition {
  infer(inputs: KernelInputs<ValueType>, attributes: KernelAttributes): ValueType;
  lower(
    builder: GraphBuilder,
    inputs: KernelInputs<Value>,
    attributes: KernelAttributes,
    output: ValueType,
    options: LoweringOptions,
  ): Value;
}

/** By the name of the kernel; where it has several results, a definition for each. */
export type KernelTable = Readonly<Record<string, KernelDefinition | readonly KernelDefinition[]>>;

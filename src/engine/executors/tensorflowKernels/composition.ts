/** Kernels of TensorFlow's backend that it has only in part, put together from what it has. */
import * as tf from '@tensorflow/tfjs-core';

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Pixels before and after, along height and width. */
export type Borders = readonly [readonly [number, number], readonly [number, number]];

/** What to make of a call that the backend cannot answer by itself. */
export interface Composition {
  /** Of such a call; undefined for one that the backend can answer. */
  readonly bordersOf: (attributes: tf.NamedAttrMap) => Borders | undefined;
  /**
   * @param kernel the backend's own, without borders, channels last
   * @param attributes of the call
   */
  readonly compute: (
    kernel: (tensors: Tensors, attributes?: tf.NamedAttrMap) => tf.Tensor4D,
    tensors: Tensors,
    borders: Borders,
    attributes: tf.NamedAttrMap,
  ) => tf.Tensor;
}

/** Images [rows, height, width, channels] with borders of one value. */
export function framed(x: tf.Tensor, [vertical, horizontal]: Borders, value = 0): tf.Tensor4D {
  const around: [number, number][] = [[0, 0], [...vertical], [...horizontal], [0, 0]];
  return tf.pad(x as tf.Tensor4D, around, value);
}

/** What is left without the borders. */
export function unframed(x: tf.Tensor4D, [vertical, horizontal]: Borders): tf.Tensor4D {
  const [rows, height, width, channels] = x.shape;
  const [top, bottom] = vertical;
  const [left, right] = horizontal;
  const extents = [rows, height - top - bottom, width - left - right, channels];
  return tf.slice(x, [0, top, left, 0], extents);
}

function asTensor(info: tf.TensorInfo | tf.TensorInfo[]): tf.Tensor {
  const [first] = [info].flat();
  return first instanceof tf.Tensor
    ? (first as tf.Tensor)
    : tf.engine().makeTensorFromTensorInfo(first);
}

/** The backend's kernel where that can answer the call, else the composition. */
export function composedKernel(
  own: tf.KernelFunc,
  { bordersOf, compute }: Composition,
): tf.KernelFunc {
  return (call) => {
    const { inputs, attrs = {}, backend } = call;
    const borders = bordersOf(attrs);
    if (borders === undefined) return own(call);
    return tf.tidy(() =>
      compute(
        (tensors, attributes) => {
          const changed = { ...attrs, ...attributes, pad: 'valid', dataFormat: 'NHWC' };
          return asTensor(own({ inputs: { ...tensors }, attrs: changed, backend })) as tf.Tensor4D;
        },
        inputs as tf.NamedTensorMap,
        borders,
        attrs,
      ),
    );
  };
}

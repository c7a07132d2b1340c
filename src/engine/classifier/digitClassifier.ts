/**
 * The classifier of handwritten digits whose features metrics of images compare: LeCun et al. 1998 in the widths of
 * today. 28×28 grey pixels from 0 (black) to 1 (white); the features are the activations before its last layer.
 */
import type { LayerConfig } from '../../config/ganConfig';
import { capture } from '../capture/capture';
import { embedConstants } from '../capture/embedConstants';
import { writeOnnxModel } from '../capture/onnxModel';
import { RECORDED_ROWS } from '../executors/graphs';
import { createNetwork, type Network } from '../program/network';
import type { NamedTensor } from '../trainer';
import { DIGIT_CLASSES, DIGIT_FEATURES, DIGIT_SHAPE } from './digitShape';

const relu = {
  activation: 'relu',
  negativeSlope: 0.2,
  weights: { name: 'heNormal' },
  bias: { name: 'constant', value: 0 },
  useBias: true,
  spectralNorm: false,
} as const;

const convolution = (filters: number): LayerConfig => ({
  ...relu,
  ...{ type: 'conv2d', filters, kernelSize: 5, stride: 1, padding: 'valid', untiedBias: false },
});

const pooling: LayerConfig = {
  ...{ type: 'maxPool2d', size: 2, padding: 'valid', partialWindows: false },
};

/** [1, 28, 28] → [64]. */
const FEATURE_LAYERS: readonly LayerConfig[] = [
  ...[convolution(16), pooling, convolution(32), pooling],
  { ...relu, type: 'dense', units: DIGIT_FEATURES },
];

/** [64] → [10]. */
const LAST_LAYERS: readonly LayerConfig[] = [
  {
    ...{ ...relu, type: 'dense', units: DIGIT_CLASSES, activation: 'linear' },
    weights: { name: 'glorotUniform' },
  },
];

/** As it is trained: half of the features are left out at random, so that none carries a digit alone. */
export function digitNetwork(): Network {
  const layers = [...FEATURE_LAYERS, { type: 'dropout', rate: 0.5 } as const, ...LAST_LAYERS];
  return createNetwork('discriminator', layers, DIGIT_SHAPE);
}

/**
 * As it is used: an ONNX model with a free number of rows; input `input`, [rows, 784], outputs `features`, [rows, 64],
 * and `logits`, [rows, 10].
 *
 * @param parameters those of `digitNetwork`
 * @throws Error naming the tensor that is missing or has another shape
 */
export function digitModel(parameters: readonly NamedTensor[]): Uint8Array {
  const trained = digitNetwork();
  const [features, last] = [
    createNetwork('discriminator', FEATURE_LAYERS, DIGIT_SHAPE),
    createNetwork('discriminator', LAST_LAYERS, [DIGIT_FEATURES]),
  ];
  const input = { name: 'input', shape: [RECORDED_ROWS, features.inputSize] };
  const graph = capture([input, ...trained.parameters], (tensors) => {
    const all = trained.parameters.map(({ name }) => tensors[name]);
    const split = features.parameters.length;
    const own = (from: number, to?: number) => ({
      parameters: all.slice(from, to),
      statistics: [],
    });
    const known = features.apply(tensors['input'], own(0, split));
    return { features: known, logits: last.apply(known, own(split)) };
  });
  const values = trained.parameters.map(
    (parameter) => [parameter.name, valuesOf(parameters, parameter)] as const,
  );
  return writeOnnxModel(embedConstants(graph, new Map(values)), {
    graphName: 'digits',
    freeRows: ['input', 'features', 'logits'],
  });
}

function valuesOf(
  tensors: readonly NamedTensor[],
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
): Float32Array {
  const found = tensors.find((tensor) => tensor.name === name);
  if (found?.shape.join() !== shape.join()) {
    throw new Error(
      `The weights of the digit classifier have no ${name} of [${shape.join(', ')}].`,
    );
  }
  return found.data;
}

/** Makes layers that are told the class of each row, as a number from 0. */
import * as tf from '@tensorflow/tfjs-core';
import type { InitializerConfig, LayerConfig } from '../../../config/ganConfig';
import {
  classVectorLength,
  conditionedShape,
  layerOutputShapes,
  sizeOf,
  type Conditioning,
  type Shape,
} from '../../../config/networkShape';
import { flatten } from './dense';
import { plainLayer, type Layer } from './layer';
import { tensorsInTurn } from './sequence';
import { weightedLayer } from './weights';

/** 1 at the place of each row's class, else 0: [rows] → [rows, count]. */
function oneHot(classes: tf.Tensor, count: number): tf.Tensor2D {
  const places = tf.tensor2d(
    Array.from({ length: count }, (_, place) => place),
    [1, count],
  );
  const ofRow = tf.reshape(classes, [classes.size, 1]);
  return tf.cast(tf.equal<tf.Tensor2D>(ofRow, places), 'float32');
}

interface ClassWeights {
  readonly weights: InitializerConfig;
  readonly spectralNorm?: boolean;
}

/** A row of a matrix [classes, length] for each class: yᵀ·W of one-hot rows y. */
function classVectors(config: ClassWeights, classes: number, length: number): Layer {
  const own = { ...config, bias: config.weights, useBias: false };
  const layout = { shape: [classes, length], biasShape: [], fanIn: classes, fanOut: length };
  return weightedLayer(own, { ...layout, outputAxis: 0 }, (y, weights) => tf.matMul(y, weights));
}

function renamed({ parameters, statistics, ...layer }: Layer, name: string): Layer {
  const own = <T extends { readonly name: string }>(tensors: readonly T[]): T[] =>
    tensors.map((tensor) => ({ ...tensor, name: `${name}/${tensor.name}` }));
  return { ...layer, parameters: own(parameters), statistics: own(statistics) };
}

/** What two layers have together that see the same minibatch; only the first draws. */
function together(layer: Layer, other: Layer): Omit<Layer, 'apply'> {
  return {
    parameters: [...layer.parameters, ...other.parameters],
    statistics: [...layer.statistics, ...other.statistics],
    draws: layer.draws,
    mixesRows: layer.mixesRows,
  };
}

/** x and the vector of the class side by side: at the end of a row of values, or as constant channels of an image. */
function join(x: tf.Tensor, vectors: tf.Tensor, joined: Shape): tf.Tensor {
  if (joined.length === 1) return tf.concat([flatten(x), vectors as tf.Tensor2D], 1);
  const [rows, length] = vectors.shape;
  const [, ...pixels] = joined;
  const ones = tf.ones([1, 1, ...pixels]);
  const maps = tf.mul(tf.reshape(vectors, [rows, length, ...pixels.map(() => 1)]), ones);
  return tf.concat([x, maps], 1);
}

/** The layer after the class has joined its input (Mirza & Osindero 2014, section 3.2). */
function concatenated(first: Layer, conditioning: Conditioning, joined: Shape): Layer {
  const { config, classes } = conditioning;
  const embedding = 'embedding' in config ? config.embedding : undefined;
  if (embedding === undefined) {
    return {
      ...first,
      apply: (x, tensors, training) =>
        first.apply(join(x, oneHot(tensors.classes!, classes), joined), tensors, training),
    };
  }
  const vectors = renamed(
    classVectors(embedding, classes, classVectorLength(conditioning)),
    'embedding',
  );
  return {
    ...together(first, vectors),
    apply: (x, tensors, training) => {
      const next = tensorsInTurn(tensors);
      const own = next(first);
      const { output } = vectors.apply(oneHot(tensors.classes!, classes), next(vectors), training);
      return first.apply(join(x, output, joined), own, training);
    },
  };
}

/** ψ(φ) + yᵀ·V·φ (Miyato & Koyama 2018, section 3), with φ what the last layer ψ gets. */
function projected(last: Layer, config: ClassWeights, classes: number, features: number): Layer {
  const vectors = renamed(classVectors(config, classes, features), 'projection');
  return {
    ...together(last, vectors),
    apply: (x, tensors, training) => {
      const next = tensorsInTurn(tensors);
      const logit = last.apply(x, next(last), training);
      const y = oneHot(tensors.classes!, classes);
      const ofClass = vectors.apply(y, next(vectors), training);
      const product = tf.sum(tf.mul(flatten(x), ofClass.output), 1, true);
      return {
        output: tf.add(logit.output, product),
        statistics: [...logit.statistics, ...ofClass.statistics],
      };
    },
  };
}

/**
 * Layers that are told the class of each row: the first or the last of them, as the conditioning has it.
 *
 * @param configs of the layers, which are made for what `conditionedShape` says that the first gets
 * @param input shape of one row, without the class
 */
export function conditionLayers(
  layers: readonly Layer[],
  configs: readonly LayerConfig[],
  input: Shape,
  conditioning: Conditioning,
): Layer[] {
  const { config, classes } = conditioning;
  if (config.name === 'projection') {
    const features = sizeOf(layerOutputShapes(configs, input).shapes.at(-2) ?? input);
    const last = layers.length - 1;
    return layers.with(last, projected(layers[last], config, classes, features));
  }
  const [first = plainLayer((x) => x), ...rest] = layers;
  return [
    concatenated(first, conditioning, conditionedShape(input, configs, conditioning)),
    ...rest,
  ];
}

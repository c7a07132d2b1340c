/** Layers that change the size of images without weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../../config/ganConfig';
import { paddingAround, poolingWindow, type Shape } from '../../../config/networkShape';
import { plainLayer, type Layer } from './layer';

type PoolingConfig = Extract<LayerConfig, { type: 'averagePool2d' | 'maxPool2d' }>;

/** Every channel as an image of its own, channels last: the layout in which every backend pools. */
function poolChannels(x: tf.Tensor, pool: (images: tf.Tensor4D) => tf.Tensor4D): tf.Tensor {
  const [rows, channels, height, width] = x.shape;
  const pooled = pool(tf.reshape(x, [rows * channels, height, width, 1]));
  const [, pooledHeight, pooledWidth] = pooled.shape;
  return tf.reshape(pooled, [rows, channels, pooledHeight, pooledWidth]);
}

export function poolingLayer(config: PoolingConfig, [, height, width]: Shape): Layer {
  const window = poolingWindow(config);
  const borders: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [...paddingAround(height, window)],
    [...paddingAround(width, window)],
    [0, 0],
  ];
  const pool = config.type === 'maxPool2d' ? tf.maxPool<tf.Tensor4D> : tf.avgPool<tf.Tensor4D>;
  return plainLayer((x) =>
    poolChannels(x, (images) => pool(images, window.size, window.stride, borders, 'floor')),
  );
}

/** Repeats each pixel `factor` times along both axes. */
export function upsamplingLayer({ factor }: Extract<LayerConfig, { type: 'upsample2d' }>): Layer {
  return plainLayer((x) => {
    const [rows, channels, height, width] = x.shape;
    const apart = tf.reshape(x, [rows, channels, height, 1, width, 1]);
    const repeated = tf.mul(apart, tf.ones([1, 1, 1, factor, 1, factor]));
    return tf.reshape(repeated, [rows, channels, height * factor, width * factor]);
  });
}

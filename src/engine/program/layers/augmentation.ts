/**
 * Differentiable augmentation (Zhao et al. 2020, section 3.3): images are changed at random before the discriminator sees
 * them. All changes are linear in the image for given random numbers, so that gradients of any order go through them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { AugmentationName } from '../../../config/ganConfig';
import type { Shape } from '../../../config/networkShape';
import { plainLayer, type Layer, type LayerDraw } from './layer';
import { sequence } from './sequence';

/** Share of the height and the width that an image is moved by at most. */
const TRANSLATION_DIVISOR = 8;
/** The cut rectangle has this share of the height and of the width. */
const CUTOUT_DIVISOR = 2;

/** Images and how many of them, side by side as channels, the discriminator judges as one. */
export interface AugmentedImages {
  /** [channels, height, width] of one image. */
  readonly shape: Shape;
  readonly packing: number;
  /** Brightness is changed by up to this, either way. */
  readonly brightness: number;
}

/** One kind of change: what it draws for an image, and what it makes of images with it. */
interface Change {
  /** `shape` is that of one image. */
  readonly draw: LayerDraw;
  /**
   * @param x [images, channels, height, width]
   * @param drawn [images, ...draw.shape]
   */
  apply(x: tf.Tensor4D, drawn: tf.Tensor2D): tf.Tensor4D;
}

/** One of the numbers that were drawn for each image, [images, 1, 1, 1]. */
function numberOf(drawn: tf.Tensor2D, index: number): tf.Tensor4D {
  const [images] = drawn.shape;
  return tf.reshape<tf.Rank.R4>(tf.slice(drawn, [0, index], [images, 1]), [images, 1, 1, 1]);
}

/**
 * Brightness x + β, then saturation m_c + s·(x − m_c) around the mean m_c over the channels of each pixel, then contrast
 * m + c·(x − m) around the mean m of the image, with β from U(−b, b), s from U(0, 2) and c from U(½, 3⁄2). Saturation
 * keeps m, and brightness moves x, m_c and m alike, so that together they are c·s·x + c·(1 − s)·m_c + (1 − c)·m + β.
 */
function colourChange(brightness: number, [channels]: Shape): Change {
  return {
    draw: { kind: 'uniform', shape: [3] },
    apply: (x, drawn) => {
      const shift = tf.mul(tf.sub(numberOf(drawn, 0), 0.5), 2 * brightness);
      const saturation = tf.mul(numberOf(drawn, 1), 2);
      const contrast = tf.add(numberOf(drawn, 2), 0.5);
      const mean = tf.mean(x, [1, 2, 3], true);
      const around = tf.add(tf.mul(mean, tf.sub(1, contrast)), shift);
      // The one channel is the mean over the channels.
      if (channels === 1) return tf.add(tf.mul(x, contrast), around);
      const grey = tf.mul(tf.mean(x, 1, true), tf.mul(contrast, tf.sub(1, saturation)));
      const coloured = tf.mul(x, tf.mul(contrast, saturation));
      return tf.add(coloured, tf.add(grey, around));
    },
  };
}

/** 0, 1, … along one of four axes. */
function places(count: number, axis: 2 | 3): tf.Tensor {
  const shape = [1, 1, 1, 1].with(axis, count);
  return tf.tensor(
    Array.from({ length: count }, (_, i) => i),
    shape,
  );
}

/** 1 where |distance| is at most `reach`, 0 where it is more by 1 or further. */
function within(distance: tf.Tensor, reach: number): tf.Tensor {
  return tf.clipByValue(tf.sub(reach + 1, tf.abs(distance)), 0, 1);
}

/**
 * Moves each image by whole pixels and fills with zeros: a matrix with a one in each row, where the image has the pixel,
 * from the left for rows and one from the right for columns. Both as products without broadcasting: TensorFlow.js in
 * JavaScript takes the wrong matrices where the inner of two batch extents is 1.
 */
function translationChange([channels, height, width]: Shape): Change {
  const limits = [height, width].map((extent) => Math.floor(extent / TRANSLATION_DIVISOR));
  return {
    draw: { kind: 'integers', shape: [2], counts: limits.map((limit) => 2 * limit + 1) },
    apply: (x, drawn) => {
      const [images] = x.shape;
      const [down, right] = limits.map((limit, i) => tf.sub(numberOf(drawn, i), limit));
      const ofRows = within(tf.sub(tf.sub(places(height, 2), places(height, 3)), down), 0);
      const ofColumns = within(tf.sub(tf.sub(places(width, 3), places(width, 2)), right), 0);
      const moved = tf.matMul(tf.tile(ofRows, [1, channels, 1, 1]), x);
      const columns = tf.reshape(ofColumns, [images, width, width]);
      const both = tf.matMul(tf.reshape(moved, [images, channels * height, width]), columns);
      return tf.reshape<tf.Rank.R4>(both, x.shape);
    },
  };
}

/** Zeros in a rectangle whose middle is drawn; what of it lies outside is lost. */
function cutoutChange([, height, width]: Shape): Change {
  const extents = [height, width];
  const sizes = extents.map((extent) => Math.floor(extent / CUTOUT_DIVISOR));
  return {
    // An even size has its middle between two pixels: one place more, so that both ends are alike.
    draw: {
      kind: 'integers',
      shape: [2],
      counts: extents.map((extent, i) => extent + 1 - (sizes[i] % 2)),
    },
    apply: (x, drawn) => {
      const [rows, columns] = sizes.map((size, i) => {
        const middle = tf.add(numberOf(drawn, i), (size - 1) / 2 - Math.floor(size / 2));
        const axis = i === 0 ? 2 : 3;
        return within(tf.sub(places(extents[i], axis), middle), (size - 1) / 2);
      });
      return tf.mul(x, tf.sub(1, tf.mul(rows, columns)));
    },
  };
}

function changeOf(name: AugmentationName, { shape, brightness }: AugmentedImages): Change {
  switch (name) {
    case 'colour':
      return colourChange(brightness, shape);
    case 'translation':
      return translationChange(shape);
    case 'cutout':
      return cutoutChange(shape);
  }
}

/** A change with random numbers for each of the images that are judged as one; none without them. */
function changingLayer(change: Change, { shape, packing }: AugmentedImages): Layer {
  const { draw } = change;
  const [channels, height, width] = shape;
  return {
    ...plainLayer((x) => x),
    draws: [{ ...draw, shape: [packing, ...draw.shape] }],
    apply: (x, { draws }) => {
      if (draws === undefined) return { output: x, statistics: [] };
      const images = x.shape[0] * packing;
      const [numbers] = draw.shape;
      const apart = tf.reshape<tf.Rank.R4>(x, [images, channels, height, width]);
      const changed = change.apply(apart, tf.reshape<tf.Rank.R2>(draws[0], [images, numbers]));
      return { output: tf.reshape(changed, x.shape), statistics: [] };
    },
  };
}

/** [rows, packing · channels, height, width] → the same, changed while training; without names, x as it is. */
export function augmentationLayer(
  names: readonly AugmentationName[],
  images: AugmentedImages,
): Layer {
  return sequence(names.map((name) => changingLayer(changeOf(name, images), images)));
}

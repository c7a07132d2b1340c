/** How the windows of a pooling kernel lie on images of one channel, [images, height, width, 1]. */
import * as tf from '@tensorflow/tfjs-core';

export type PoolingGeometry = tf.backend_util.Conv2DInfo;

/** @param shape of the images */
export function poolingGeometry(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: tf.NamedAttrMap,
): PoolingGeometry {
  return tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as 'valid',
    dimRoundingMode as 'floor' | undefined,
  );
}

/** How many pixels along one axis each window covers. */
function covered(extent: number, windows: number, size: number, stride: number, before: number) {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(extent, start + size) - Math.max(0, start);
  });
}

/** Pixels in each window, row by row; borders do not count. */
export function windowCounts(geometry: PoolingGeometry): number[] {
  const { inHeight, outHeight, filterHeight, strideHeight, padInfo } = geometry;
  const { inWidth, outWidth, filterWidth, strideWidth } = geometry;
  const rows = covered(inHeight, outHeight, filterHeight, strideHeight, padInfo.top);
  const columns = covered(inWidth, outWidth, filterWidth, strideWidth, padInfo.left);
  return rows.flatMap((row) => columns.map((column) => row * column));
}

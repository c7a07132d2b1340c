import type { ImageSet } from './images';

/**
 * The images at `places` of a set, in that order, with what is known of each.
 *
 * @param pixels where they are copied to, [places.length, channels, height, width] bytes
 */
export function gatherImages(
  images: ImageSet,
  places: readonly number[] | Uint32Array,
  pixels: Uint8Array,
): ImageSet {
  const { channels, height, width, labels, fileNames } = images;
  const size = channels * height * width;
  places.forEach((image, i) => {
    pixels.set(images.pixels.subarray(image * size, (image + 1) * size), i * size);
  });
  return {
    ...images,
    count: places.length,
    pixels,
    ...(labels && {
      labels: { ...labels, values: Uint16Array.from(places, (image) => labels.values[image]) },
    }),
    ...(fileNames && { fileNames: Array.from(places, (image) => fileNames[image]) }),
  };
}

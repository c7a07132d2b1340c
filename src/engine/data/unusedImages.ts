import type { ImageSet, ImageUse } from './images';

/**
 * Images that `use` leaves out of training, spread evenly over all of those; none where it uses every image.
 * @param most how many at most
 */
export function unusedImages(
  images: ImageSet,
  { subset }: Pick<ImageUse, 'subset'>,
  most: number,
): ImageSet | undefined {
  if (subset === undefined) return undefined;
  const { start, stop } = subset;
  const unused = images.count - (stop - start);
  const count = Math.min(unused, most);
  if (count <= 0) return undefined;
  const { pixels, labels, channels, height, width } = images;
  const size = channels * height * width;
  const chosen = Array.from({ length: count }, (_, i) => {
    const place = Math.floor((i * unused) / count);
    return place < start ? place : place + (stop - start);
  });
  const gathered = new Uint8Array(count * size);
  chosen.forEach((image, i) => {
    gathered.set(pixels.subarray(image * size, (image + 1) * size), i * size);
  });
  return {
    ...images,
    count,
    pixels: gathered,
    ...(labels && {
      labels: { ...labels, values: Uint16Array.from(chosen, (image) => labels.values[image]) },
    }),
  };
}

import { gatherImages } from './gatherImages';
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
  const { channels, height, width } = images;
  const chosen = Array.from({ length: count }, (_, i) => {
    const place = Math.floor((i * unused) / count);
    return place < start ? place : place + (stop - start);
  });
  return gatherImages(images, chosen, new Uint8Array(count * channels * height * width));
}

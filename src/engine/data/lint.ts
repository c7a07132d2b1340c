/** What is odd about images, looked for once before training: a mistake in the data passes for one of the GAN. */
import { formatCount } from '../../config/formatCount';
import type { ImageSet } from './images';

/** Images named in a message. */
const NAMED = 3;
/** The largest class may be so many times the smallest before it is worth a word. */
const BALANCED = 10;
/** Sets of a hundred to a few hundred images are what Zhao et al. 2020, section 4.4, learn with augmentation only. */
const FEW_IMAGES = 1000;

/** Images from `first` to before `stop`. */
interface Used {
  readonly first: number;
  readonly stop: number;
}

function nameOf({ fileNames }: ImageSet, image: number): string {
  return fileNames?.[image] ?? `image ${formatCount(image + 1)}`;
}

function listed(names: readonly string[], total = names.length): string {
  const rest = total - NAMED;
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${formatCount(rest)} more` : '');
}

/** The values of each image as numbers of four bytes where they can be had, which are read four times as fast. */
function wordsOf({ pixels, channels, height, width }: ImageSet): {
  words: Uint8Array | Uint32Array;
  size: number;
} {
  const size = channels * height * width;
  if (size % 4 !== 0 || pixels.byteOffset % 4 !== 0) return { words: pixels, size };
  return {
    words: new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4),
    size: size / 4,
  };
}

/** For each image that is an exact copy of an earlier one: [copy, earlier one]. */
function findCopies(images: ImageSet, { first, stop }: Used): [number, number][] {
  const { words, size } = wordsOf(images);
  const lastOfHash = new Map<number, number>();
  const before = new Int32Array(stop).fill(-1);
  const isEqual = (a: number, b: number): boolean => {
    for (let i = 0; i < size; i += 1) {
      if (words[a * size + i] !== words[b * size + i]) return false;
    }
    return true;
  };
  const copies: [number, number][] = [];
  for (let image = first; image < stop; image += 1) {
    // FNV-1a, a word at a time: equal hashes are compared.
    let hash = 0x811c9dc5;
    const end = (image + 1) * size;
    for (let i = image * size; i < end; i += 1) {
      hash = Math.imul(hash ^ words[i], 0x01000193);
      hash ^= hash >>> 15;
    }
    let other = lastOfHash.get(hash) ?? -1;
    while (other >= 0 && !isEqual(image, other)) other = before[other];
    if (other >= 0) {
      copies.push([image, other]);
    } else {
      before[image] = lastOfHash.get(hash) ?? -1;
      lastOfHash.set(hash, image);
    }
  }
  return copies;
}

/** Whether every channel of an image has one value throughout. */
function isConstant({ pixels, channels, height, width }: ImageSet, image: number): boolean {
  const plane = height * width;
  for (let c = 0; c < channels; c += 1) {
    const start = (image * channels + c) * plane;
    for (let i = 1; i < plane; i += 1) if (pixels[start + i] !== pixels[start]) return false;
  }
  return true;
}

function isGrey({ pixels, height, width }: ImageSet, image: number): boolean {
  const plane = height * width;
  const start = image * 3 * plane;
  for (let i = start; i < start + plane; i += 1) {
    if (pixels[i] !== pixels[i + plane] || pixels[i] !== pixels[i + 2 * plane]) return false;
  }
  return true;
}

function constantFinding(images: ImageSet, { first, stop }: Used): string[] {
  if (images.height * images.width === 1) return [];
  const names: string[] = [];
  for (let i = first; i < stop; i += 1) if (isConstant(images, i)) names.push(nameOf(images, i));
  if (names.length === 0) return [];
  return [
    `${formatCount(names.length)} of ${formatCount(stop - first)} images are of one colour throughout: ${listed(names)}. Remove them unless they are meant.`,
  ];
}

function copyFinding(
  images: ImageSet,
  { first, stop }: Used,
  copies: readonly (readonly [number, number])[],
): string[] {
  if (copies.length === 0) return [];
  const named = copies
    .slice(0, NAMED)
    .map(([copy, original]) => `${nameOf(images, original)} = ${nameOf(images, copy)}`);
  return [
    `${formatCount(copies.length)} of ${formatCount(stop - first)} images are exact copies of others: ${listed(named, copies.length)}. They count more than once.`,
  ];
}

function colourFinding(images: ImageSet, { first, stop }: Used): string[] {
  if (images.channels !== 3) return [];
  for (let i = first; i < stop; i += 1) if (!isGrey(images, i)) return [];
  return [
    `All ${formatCount(stop - first)} images are grey, but samples have 3 channels. One channel, \`grey\` where the source offers it, makes the networks smaller.`,
  ];
}

function rangeFinding({ pixels, white, channels, height, width }: ImageSet, used: Used): string[] {
  const size = channels * height * width;
  const end = used.stop * size;
  let largest = 0;
  // Nearly every set has a bright pixel soon.
  for (let i = used.first * size; i < end && 2 * largest < white; i += 1) {
    if (pixels[i] > largest) largest = pixels[i];
  }
  if (2 * largest >= white) return [];
  return [
    `No pixel is brighter than ${largest} of ${white}, so that samples fill a part of \`data.pixelRange\` only. If ${largest} is meant to be white, scale the images to 0 to ${white}.`,
  ];
}

function balanceFinding({ labels }: ImageSet, { first, stop }: Used): string[] {
  if (labels === undefined || labels.names.length < 2) return [];
  const counts = new Float64Array(labels.names.length);
  for (let i = first; i < stop; i += 1) counts[labels.values[i]] += 1;
  const smallest = counts.indexOf(Math.min(...counts));
  const largest = counts.indexOf(Math.max(...counts));
  if (counts[largest] <= BALANCED * counts[smallest]) return [];
  return [
    `Classes are of very different size: ${labels.names[smallest]} has ${formatCount(counts[smallest])} images, ${labels.names[largest]} ${formatCount(counts[largest])}. The generator will mostly make the large ones.`,
  ];
}

/**
 * Whole sentences, none for images like those of MNIST. Takes about a tenth of a second for 60,000 images of 28×28.
 *
 * @param subset the images that are used; default all
 * @throws Error when all images are the same: there is nothing to learn
 */
export function lintImages(
  images: ImageSet,
  { start, stop }: { readonly start: number; readonly stop: number } = {
    start: 0,
    stop: images.count,
  },
): string[] {
  const used = { first: start, stop };
  const copies = findCopies(images, used);
  if (stop - start > 1 && copies.length === stop - start - 1) {
    throw new Error(
      `All ${formatCount(stop - start)} images of ${images.name} are the same, so there is nothing to learn. Check \`data\`, or give other images.`,
    );
  }
  return [
    ...rangeFinding(images, used),
    ...constantFinding(images, used),
    ...copyFinding(images, used, copies),
    ...colourFinding(images, used),
    ...balanceFinding(images, used),
  ];
}

/** A hint for data of few images that the discriminator sees as they are. */
export function lintCount(count: number): string[] {
  if (count >= FEW_IMAGES) return [];
  return [
    `A discriminator learns ${formatCount(count)} images by heart within minutes, and the generator then gets worse. Changed at random they last longer: set \`discriminator.augmentation\` to \`["translation", "cutout"]\`, or give more images.`,
  ];
}

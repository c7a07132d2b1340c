import { gatherImages } from './gatherImages';
import type { ImageSet } from './images';

/** More of them are counted instead of named. */
const NAMED = 5;

/** An entry of the list of classes cannot be followed. */
export class ClassSelectionError extends Error {
  /** @param place of the entry in the list, from 0 */
  constructor(
    readonly place: number,
    message: string,
  ) {
    super(message);
    this.name = 'ClassSelectionError';
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 2 * NAMED).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A class is called by its name, or by its number where classes have names in words. */
function classNamed(wanted: string, names: readonly string[]): number {
  const place = names.indexOf(wanted);
  if (place >= 0) return place;
  const inWords = names.every((name) => !/^\d+$/.test(name));
  return inWords && /^\d+$/.test(wanted) && Number(wanted) < names.length ? Number(wanted) : -1;
}

function describe(names: readonly string[], all: number): string {
  if (names.length > NAMED) return `${names.length} of ${all} classes`;
  return `${names.length === 1 ? 'class' : 'classes'} ${names.join(', ')}`;
}

/**
 * The images of some classes alone, in the order of the set; the classes in the order of its names.
 *
 * @param wanted names of classes or their numbers, each once
 * @param allocate memory for that many bytes
 * @throws ClassSelectionError for a class that the set does not have, has no image of, or that is named twice;
 *   TypeError for images without labels
 */
export function imagesOfClasses(
  images: ImageSet,
  wanted: readonly string[],
  allocate: (bytes: number) => Uint8Array,
): ImageSet {
  const { channels, height, width, name } = images;
  if (images.labels === undefined) throw new TypeError(`${name} has no labels.`);
  const { names, values } = images.labels;
  const counts = new Uint32Array(names.length);
  for (const value of values) counts[value] += 1;
  const chosen = wanted.map((entry, place) => {
    const found = classNamed(entry, names);
    if (found >= 0 && counts[found] > 0) return found;
    const why = found < 0 ? 'has no such class' : 'has no image of it';
    const there = names.filter((_, i) => counts[i] > 0);
    throw new ClassSelectionError(
      place,
      `\`${entry}\` is to be used, but ${name} ${why}. Its classes: ${listed(there)}.`,
    );
  });
  chosen.forEach((found, place) => {
    if (chosen.indexOf(found) === place) return;
    throw new ClassSelectionError(
      place,
      `\`${wanted[place]}\` is the class \`${names[found]}\`, which is named already. Remove one of the two.`,
    );
  });
  chosen.sort((a, b) => a - b);
  const newNumber = new Int32Array(names.length).fill(-1);
  chosen.forEach((old, i) => (newNumber[old] = i));
  const places = Array.from(values.keys()).filter((i) => newNumber[values[i]] >= 0);
  const size = channels * height * width;
  const kept = gatherImages(images, places, allocate(places.length * size));
  const keptNames = chosen.map((old) => names[old]);
  return {
    ...kept,
    name: `${name} (${describe(keptNames, names.length)})`,
    labels: {
      names: keptNames,
      values: Uint16Array.from(places, (i) => newNumber[values[i]]),
    },
  };
}

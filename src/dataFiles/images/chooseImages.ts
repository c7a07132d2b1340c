/** Which of the images are used, and the classes that their folders make. */
import picomatch from 'picomatch';
import { formatCount } from '../../config/formatCount';
import { DataFileError } from '../errors';
import { readBytes, shortName, withFile } from '../openFile';
import type { ImageFile, ImageListing } from './listImages';
import { shownName, shownNames } from './shownName';

/** A million names of 64 bytes. */
const MAX_LIST_BYTES = 2 ** 26;

/** @throws DataFileError when the pattern fits none */
export function chosenByPattern({ name, files }: ImageListing, pattern: string): ImageFile[] {
  // A pattern without a slash is one of names, wherever they lie. Without extended globs: those can take for ever.
  const matches = picomatch(pattern, { basename: !pattern.includes('/'), noextglob: true });
  const chosen = files.filter(({ path }) => matches(path));
  if (chosen.length > 0) return chosen;
  const [first] = files;
  throw new DataFileError(
    `None of the ${formatCount(files.length)} images in ${name} fits the pattern. It is compared with paths inside of it, such as ${shownName(first?.path ?? '')}.`,
  );
}

/** Every way in which a list may call a file: its name, and more and more of its path. */
function callNames(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(i).join('/'));
}

/** @throws DataFileError when the list cannot be read, or does not fit the images */
export async function chosenByList(
  { name, files }: ImageListing,
  listPath: string,
): Promise<ImageFile[]> {
  const text = await withFile(
    listPath,
    async (file, bytes) => (await readBytes(file, bytes)).toString('utf8'),
    MAX_LIST_BYTES,
  );
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const wanted = new Set(
    lines.filter((line) => line.trim() !== '').map((line) => line.replace(/^\.\//, '')),
  );
  if (wanted.size === 0) throw new DataFileError(`${shortName(listPath)} names no images.`);
  const found = new Map<string, ImageFile>();
  for (const file of files) {
    for (const call of callNames(file.path)) {
      if (!wanted.has(call)) continue;
      const other = found.get(call);
      if (other !== undefined && other !== file) {
        throw new DataFileError(
          `${shortName(listPath)} names ${shownName(call)}, but there are ${shownName(other.path)} and ${shownName(file.path)}. Name the folder too.`,
        );
      }
      found.set(call, file);
    }
  }
  const missing = [...wanted].filter((call) => !found.has(call));
  if (missing.length > 0) {
    throw new DataFileError(
      `${formatCount(missing.length)} of the ${formatCount(wanted.size)} names in ${shortName(listPath)} are not among the images of ${name}: ${shownNames(missing)}.`,
    );
  }
  const chosen = new Set(found.values());
  return files.filter((file) => chosen.has(file));
}

export interface FolderClasses {
  readonly values: Uint16Array;
  readonly names: readonly string[];
}

/** More are no classes but something else, and numbers of classes have sixteen bits. */
const MAX_CLASSES = 10_000;

/**
 * The class of each image: the first folder in which their paths differ. No classes where there is only one folder, or
 * where images lie beside the folders.
 */
export function classesOf(files: readonly ImageFile[]): FolderClasses | undefined {
  const folders = files.map(({ path }) => path.split('/').slice(0, -1));
  const [first = []] = folders;
  let depth = 0;
  while (depth < first.length && folders.every((parts) => parts[depth] === first[depth]))
    depth += 1;
  const named = folders.map((parts) => parts[depth]);
  const names = [...new Set(named)].sort();
  if (named.includes(undefined) || names.length < 2 || names.length > MAX_CLASSES) return undefined;
  const numbers = new Map(names.map((className, i) => [className, i]));
  return {
    values: Uint16Array.from(named, (className) => numbers.get(className) ?? 0),
    names: names.map((className) => shownName(className ?? '')),
  };
}

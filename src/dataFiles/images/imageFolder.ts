/** The data source `imageFolder`: images in a folder or a zip archive, all brought to one size. */
import { formatCount } from '../../config/formatCount';
import type { DataConfig } from '../../config/ganConfig';
import { DataFieldError, type DataHeader } from '../../config/sampleShape';
import { DataFileError } from '../errors';
import { MAX_BYTES, resolveFromConfig } from '../openFile';
import { chosenByList, chosenByPattern, classesOf, type FolderClasses } from './chooseImages';
import { decodeAll } from './decodePool';
import { withImageListing, type ImageFile, type ImageListing } from './listImages';
import { readImageExtent, type ImageExtent } from './imageHeader';
import { throughPixelCache, type DecodedImages, type PixelCacheOptions } from './pixelCache';
import type { ImagePreparation } from './prepareImage';
import { parseColour } from './raster';
import { shownName } from './shownName';

export type ImageFolderConfig = Extract<DataConfig, { source: 'imageFolder' }>;

/** Files that are named when they cannot be read. */
const NAMED_PROBLEMS = 3;
/** Files that are tried while a config is written, to learn the size of the images. */
const TRIED_FIRST = 10;

/** Blames a field of the data section for what goes wrong. */
async function blame<Result>(field: string, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    throw new DataFieldError([field], error.message, { cause: error });
  }
}

interface Chosen {
  readonly name: string;
  readonly files: readonly ImageFile[];
}

async function choose(
  listing: ImageListing,
  config: ImageFolderConfig,
  configPath: string,
): Promise<Chosen> {
  const { include, list } = config;
  let { files } = listing;
  if (include !== undefined) {
    files = await blame('include', () => chosenByPattern({ ...listing, files }, include));
  }
  if (list !== undefined) {
    const path = resolveFromConfig(configPath, list);
    files = await blame('list', () => chosenByList({ ...listing, files }, path));
  }
  return { name: listing.name, files };
}

async function withChosenImages<Result>(
  config: ImageFolderConfig,
  configPath: string,
  use: (chosen: Chosen) => Promise<Result>,
): Promise<Result> {
  return blame('path', () =>
    withImageListing(resolveFromConfig(configPath, config.path), async (listing) =>
      use(await choose(listing, config, configPath)),
    ),
  );
}

function configuredSize({ size }: ImageFolderConfig): ImageExtent | undefined {
  if (size === undefined) return undefined;
  const [height = 1, width = height] = typeof size === 'number' ? [size] : size;
  return { height, width };
}

/** What cannot be used, and why. */
interface Problem {
  readonly path: string;
  readonly reason: string;
}

function describeProblems(problems: readonly Problem[]): string {
  const named = problems.slice(0, NAMED_PROBLEMS);
  return [
    ...named.map(({ path, reason }) => `${shownName(path)}: ${reason.replace(/\.$/, '')}`),
    ...(problems.length > NAMED_PROBLEMS ? ['…'] : []),
  ].join('; ');
}

/** The size of the first image that tells it. */
async function firstExtent(files: readonly ImageFile[]): Promise<ImageExtent> {
  const problems: Problem[] = [];
  for (const file of files.slice(0, TRIED_FIRST)) {
    try {
      return readImageExtent(await file.read());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push({ path: file.path, reason });
    }
  }
  throw new DataFileError(
    `The first images cannot be read, so their size is not known. ${describeProblems(problems)}.`,
  );
}

/**
 * Number and size of the images, from their names and the header of the first.
 *
 * @throws DataFieldError
 */
export async function readImageFolderHeader(
  config: ImageFolderConfig,
  configPath: string,
): Promise<DataHeader> {
  return withChosenImages(config, configPath, async ({ name, files }) => {
    const { height, width } = configuredSize(config) ?? (await firstExtent(files));
    const sampleShape = [channelsOf(config), height, width];
    const classes = classesOf(files)?.names.length;
    return {
      name,
      count: files.length,
      sampleShape,
      ...(classes === undefined ? {} : { classes }),
    };
  });
}

function channelsOf({ channels }: ImageFolderConfig): 1 | 3 {
  return channels === 'rgb' ? 3 : 1;
}

export interface FolderImages {
  readonly name: string;
  readonly count: number;
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
  /** [count, channels, height, width] */
  readonly pixels: Uint8Array;
  readonly labels?: FolderClasses;
  /** The file of each image, for messages. */
  readonly fileNames: readonly string[];
  /** What the user should know: whole sentences. */
  readonly warnings: readonly string[];
}

export interface ReadingOptions {
  /** The bundle of `decodeThread.ts`. */
  readonly threadPath: string;
  /** Hears how many of the images are done, each time one is. */
  readonly onProgress: (done: number, total: number) => void;
  /** Where decoded images are kept for the next time; undefined keeps none. */
  readonly cache?: PixelCacheOptions;
}

async function preparationFor(
  config: ImageFolderConfig,
  files: readonly ImageFile[],
): Promise<ImagePreparation> {
  const size = configuredSize(config);
  return {
    ...(size ?? (await firstExtent(files))),
    resizes: size !== undefined,
    channels: channelsOf(config),
    fit: config.fit,
    filter: config.resizeFilter,
    background: parseColour(config.background),
  };
}

/** Memory for all images, once it is known to be a sane amount. */
function allocate(count: number, { channels, height, width }: ImagePreparation): Uint8Array {
  const bytes = count * channels * height * width;
  if (bytes > MAX_BYTES) {
    throw new DataFileError(
      `${formatCount(count)} images of ${height}×${width} take ${formatCount(Math.ceil(bytes / 2 ** 20))} MiB; at most ${MAX_BYTES / 2 ** 20} are read. Use a smaller \`data.size\`, \`grey\` channels or fewer images.`,
    );
  }
  return new Uint8Array(bytes);
}

async function decodeChosen(
  files: readonly ImageFile[],
  preparation: ImagePreparation,
  { threadPath, onProgress }: ReadingOptions,
): Promise<DecodedImages> {
  const pixels = allocate(files.length, preparation);
  const imageBytes = pixels.length / files.length;
  const problems = new Map<number, string>();
  let done = 0;
  await decodeAll(files, preparation, threadPath, (answer) => {
    if ('problem' in answer) problems.set(answer.index, answer.problem);
    else pixels.set(answer.pixels, answer.index * imageBytes);
    done += 1;
    onProgress(done, files.length);
  });
  return { pixels: closeGaps(pixels, imageBytes, problems), problems };
}

/** Moves the images together, over those that are missing. */
function closeGaps(
  pixels: Uint8Array,
  imageBytes: number,
  missing: ReadonlyMap<number, string>,
): Uint8Array {
  if (missing.size === 0) return pixels;
  const count = pixels.length / imageBytes;
  let to = 0;
  for (let i = 0; i < count; i += 1) {
    if (missing.has(i)) continue;
    pixels.copyWithin(to * imageBytes, i * imageBytes, (i + 1) * imageBytes);
    to += 1;
  }
  return pixels.subarray(0, to * imageBytes);
}

/** What is said of the files that cannot be read; an error unless they may be skipped. */
function reportProblems(
  files: readonly ImageFile[],
  problems: ReadonlyMap<number, string>,
  skip: boolean,
): string[] {
  if (problems.size === 0) return [];
  const named = [...problems]
    .sort(([a], [b]) => a - b)
    .map(([index, reason]) => ({ path: files[index]?.path ?? '', reason }));
  const count = `${formatCount(problems.size)} of ${formatCount(files.length)} images`;
  if (skip && problems.size < files.length) {
    return [`${count} cannot be read and are left out. ${describeProblems(named)}.`];
  }
  const advice = skip ? '' : ' Remove or repair them, or set `data.skipUnreadable` to `true`.';
  throw new DataFileError(`${count} cannot be read. ${describeProblems(named)}.${advice}`);
}

/**
 * Reads, decodes and resizes all images.
 *
 * @throws DataFieldError
 */
export async function readImageFolder(
  config: ImageFolderConfig,
  configPath: string,
  options: ReadingOptions,
): Promise<FolderImages> {
  const source = resolveFromConfig(configPath, config.path);
  return withChosenImages(config, configPath, async ({ name, files }) => {
    const preparation = await preparationFor(config, files);
    const decode = () => decodeChosen(files, preparation, options);
    const { pixels, problems } =
      options.cache === undefined
        ? await decode()
        : await throughPixelCache(options.cache, source, files, preparation, decode);
    const warnings = reportProblems(files, problems, config.skipUnreadable);
    const used = files.filter((_, index) => !problems.has(index));
    const { channels, height, width } = preparation;
    const labels = classesOf(used);
    return {
      ...{ name, count: used.length, channels, height, width, pixels, warnings },
      fileNames: used.map(({ path }) => shownName(path)),
      ...(labels === undefined ? {} : { labels }),
    };
  });
}

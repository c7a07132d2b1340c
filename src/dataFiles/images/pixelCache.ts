/**
 * Keeps decoded images on the disk, so that the next start with the same files and settings need not decode them again.
 * A cache: what cannot be read or written, or is not whole, is as if it were not there.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImageFile } from './listImages';
import type { ImagePreparation } from './prepareImage';

/** Goes up when the same files and settings give other pixels. */
const VERSION = 1;
const MAGIC = Buffer.from(`GAN pixels ${VERSION}\n`);
const SUFFIX = '.pixels';
/** Of all files together. */
const MAX_CACHE_BYTES = 2 ** 31;
/** Decoding that is quicker than that is not worth the space. */
const WORTHWHILE_MS = 500;
/** Files that are looked at at once. */
const LOOKS = 64;

export interface PixelCacheOptions {
  /** Made where it is absent. */
  readonly folder: string;
  readonly maxBytes?: number;
  readonly worthwhileMs?: number;
}

/** What decoding all files has come to. */
export interface DecodedImages {
  /** Of those that could be read, one after the other. */
  readonly pixels: Uint8Array;
  /** Why others could not, by index. */
  readonly problems: ReadonlyMap<number, string>;
}

/** Of SHA-256. */
const DIGEST_BYTES = 32;

/**
 * Answers what is kept of these files, or else what `decode` makes of them, which is then kept.
 *
 * @param path of the folder or archive, absolute
 */
export async function throughPixelCache(
  { folder, maxBytes = MAX_CACHE_BYTES, worthwhileMs = WORTHWHILE_MS }: PixelCacheOptions,
  path: string,
  files: readonly ImageFile[],
  preparation: ImagePreparation,
  decode: () => Promise<DecodedImages>,
): Promise<DecodedImages> {
  const name = await keyOf(path, files, preparation);
  if (name === undefined) return decode();
  const file = join(folder, name + SUFFIX);
  const imageBytes = preparation.channels * preparation.height * preparation.width;
  const kept = await readKept(file, files.length * imageBytes);
  if (kept !== undefined) return { pixels: kept, problems: new Map() };
  const start = performance.now();
  const decoded = await decode();
  const isWorthwhile = performance.now() - start >= worthwhileMs;
  // What could not be read may be readable the next time.
  if (isWorthwhile && decoded.problems.size === 0 && decoded.pixels.length <= maxBytes / 2) {
    await keep(file, decoded.pixels).catch(() => undefined);
    await evict(folder, maxBytes).catch(() => undefined);
  }
  return decoded;
}

/** Changes with anything that the pixels depend on; undefined where a file cannot be looked at. */
async function keyOf(
  path: string,
  files: readonly ImageFile[],
  preparation: ImagePreparation,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([VERSION, path, preparation]));
  try {
    for (let from = 0; from < files.length; from += LOOKS) {
      const some = files.slice(from, from + LOOKS);
      const stamps = await Promise.all(some.map((file) => file.stamp()));
      hash.update(JSON.stringify(some.map((file, i) => [file.path, stamps[i]])));
    }
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

async function readKept(path: string, bytes: number): Promise<Uint8Array | undefined> {
  try {
    const pixels = await readWhole(path, bytes);
    const now = new Date();
    // What was used last goes last.
    await utimes(path, now, now).catch(() => undefined);
    return pixels;
  } catch {
    await rm(path, { force: true }).catch(() => undefined);
    return undefined;
  }
}

/** @throws Error when it is not there, or not whole */
async function readWhole(path: string, bytes: number): Promise<Uint8Array> {
  const start = MAGIC.length + DIGEST_BYTES;
  const file = await open(path);
  try {
    if ((await file.stat()).size !== start + bytes) throw new Error('It has another size.');
    const content = new Uint8Array(start + bytes);
    await file.read(content, 0, content.length, 0);
    const pixels = content.subarray(start);
    const expected = Buffer.concat([MAGIC, digestOf(pixels)]);
    if (!expected.equals(content.subarray(0, start))) throw new Error('It is damaged.');
    return pixels;
  } finally {
    await file.close();
  }
}

function digestOf(pixels: Uint8Array): Buffer {
  return createHash('sha256').update(pixels).digest();
}

async function keep(path: string, pixels: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(temporary, [MAGIC, digestOf(pixels), pixels], { mode: 0o600 });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes what was used longest ago until the rest fits, and what writers have left that were ended. */
async function evict(folder: string, maxBytes: number): Promise<void> {
  const found = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      return { path, size, mtimeMs };
    }),
  );
  let bytes = 0;
  for (const { path, size } of found.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    bytes += size;
    if (bytes > maxBytes) await rm(path, { force: true });
  }
}

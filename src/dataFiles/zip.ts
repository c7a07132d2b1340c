/** Zip archives whose names and sizes are checked before anything is unpacked. */
import { buffer } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { formatCount } from '../config/formatCount';
import { DataFormatError, errorCode } from './errors';
import { MAX_BYTES } from './openFile';

export interface ZipLimits {
  /** Files in the archive. */
  readonly entries: number;
  /** Bytes of one file, unpacked. */
  readonly entryBytes: number;
  /** Bytes of all files together, unpacked. */
  readonly totalBytes: number;
}

const DEFAULT_LIMITS: ZipLimits = {
  entries: 1_000_000,
  entryBytes: MAX_BYTES,
  totalBytes: 8 * MAX_BYTES,
};
/** Deflate cannot do better: whoever promises more lies, or wants memory. */
const MAX_RATIO = 1040;

export interface ZipEntry {
  /** Relative, with slashes, without `..`: yauzl refuses other names. */
  readonly name: string;
  readonly bytes: number;
  /** Unpacks the file. */
  read(): Promise<Buffer>;
}

function explain(error: unknown): unknown {
  // Those of zlib begin with Z_ and tell of damage; others are the file system's.
  const code = errorCode(error);
  if (error instanceof DataFormatError || code?.startsWith('Z_') === false) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new DataFormatError(`It is no zip archive that can be used: ${reason}.`, { cause: error });
}

function checkEntry({ fileName, compressedSize, uncompressedSize, ...entry }: Entry, max: number) {
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw new DataFormatError(`${fileName} in it is encrypted. Extract it and pack it without.`);
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw new DataFormatError(
      `${fileName} in it is packed by method ${entry.compressionMethod}; stored and deflated files are read. Pack it anew.`,
    );
  }
  if (uncompressedSize > max || uncompressedSize > MAX_RATIO * (compressedSize + 1)) {
    throw new DataFormatError(
      `${fileName} in it unpacks from ${formatCount(compressedSize)} to ${formatCount(uncompressedSize)} bytes: more than is read.`,
    );
  }
}

async function listEntries(zip: ZipFile, limits: ZipLimits): Promise<Entry[]> {
  if (zip.entryCount > limits.entries) {
    throw new DataFormatError(
      `It holds ${formatCount(zip.entryCount)} files; at most ${formatCount(limits.entries)} are read.`,
    );
  }
  const entries: Entry[] = [];
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    checkEntry(entry, limits.entryBytes);
    total += entry.uncompressedSize;
    if (total > limits.totalBytes) {
      throw new DataFormatError(
        `Its files unpack to more than ${limits.totalBytes / 2 ** 20} MiB. Use fewer.`,
      );
    }
    entries.push(entry);
  }
  return entries;
}

/**
 * Opens an archive, uses what lies in it and closes it. Files whose sizes are no truth end in an error when read.
 *
 * @throws DataFormatError
 */
export async function withZip<Result>(
  path: string,
  use: (entries: readonly ZipEntry[]) => Promise<Result>,
  limits = DEFAULT_LIMITS,
): Promise<Result> {
  const { zip, entries } = await openArchive(path, limits);
  try {
    return await use(
      entries.map((entry) => ({
        name: entry.fileName,
        bytes: entry.uncompressedSize,
        read: async () => {
          try {
            return await buffer(await zip.openReadStreamPromise(entry));
          } catch (error) {
            throw explain(error);
          }
        },
      })),
    );
  } finally {
    zip.close();
  }
}

async function openArchive(
  path: string,
  limits: ZipLimits,
): Promise<{ readonly zip: ZipFile; readonly entries: readonly Entry[] }> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { autoClose: false });
    return { zip, entries: await listEntries(zip, limits) };
  } catch (error) {
    zip?.close();
    throw explain(error);
  }
}

/** Points on disk: text, npy or npz, told apart by how they begin. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { formatCount } from '../config/formatCount';
import type { DataConfig } from '../config/ganConfig';
import type { DataHeader } from '../config/sampleShape';
import { MAX_LINE_BYTES, parseDelimited } from './delimited';
import { DataFormatError, errorCode } from './errors';
import { npyExtents, npyFileBytes, parseNpy, parseNpyHeader, type NpyPoints } from './npy';
import { MAX_BYTES, readBytes, resolveFromConfig, shortName, withFile } from './openFile';
import { withZip } from './zip';

export type PointsConfig = Extract<DataConfig, { source: 'points' }>;

export interface PointFile {
  readonly name: string;
  readonly count: number;
  readonly dimensions: number;
  /** [count, dimensions], finite. */
  readonly values: Float32Array;
}

const unzip = promisify(gunzip);

function isNpy(bytes: Uint8Array): boolean {
  return bytes[0] === 0x93 && bytes[1] === 0x4e;
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** The bytes of the array that the config means. */
async function readNpz(path: string, array: string | undefined): Promise<Buffer> {
  return withZip(path, async (entries) => {
    const arrays = entries.filter(({ name }) => name.endsWith('.npy'));
    const nameOf = ({ name }: { readonly name: string }) => name.slice(0, -'.npy'.length);
    const chosen = array === undefined ? arrays : arrays.filter((one) => nameOf(one) === array);
    const [entry, second] = chosen;
    if (entry === undefined || second !== undefined) {
      const names = arrays.slice(0, 20).map((one) => `\`${nameOf(one)}\``);
      throw new DataFormatError(
        `It holds ${names.length === 0 ? 'no array' : `the arrays ${names.join(', ')}`}. Name one of them in \`data.array\`.`,
      );
    }
    const bytes = await entry.read();
    // What the header promises is checked before the values are converted.
    if (npyFileBytes(parseNpyHeader(bytes)) !== bytes.length) {
      throw new DataFormatError(`The array ${nameOf(entry)} is cut off. Write the file again.`);
    }
    return bytes;
  });
}

async function gunzipText(bytes: Buffer): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (errorCode(error) !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new DataFormatError(
      `It unpacks to more than ${MAX_BYTES / 2 ** 20} MiB. Use fewer points.`,
    );
  }
}

function pickColumns(points: NpyPoints, columns: readonly number[] | undefined): NpyPoints {
  if (columns === undefined) return points;
  const { count, dimensions, values } = points;
  const missing = columns.find((column) => column > dimensions);
  if (missing !== undefined) {
    throw new DataFormatError(
      `Its array has ${dimensions} columns, so there is no column ${missing} as \`data.columns\` asks.`,
    );
  }
  const picked = new Float32Array(count * columns.length);
  for (let i = 0; i < count; i += 1) {
    columns.forEach((column, axis) => {
      picked[i * columns.length + axis] = values[i * dimensions + column - 1] ?? NaN;
    });
  }
  return { count, dimensions: columns.length, values: picked };
}

function requireFinite({ values, dimensions }: NpyPoints): void {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const what = Number.isNaN(values[index])
    ? 'is not a number'
    : 'is infinite, or too large for float32';
  throw new DataFormatError(
    `Value ${(index % dimensions) + 1} of point ${formatCount(Math.floor(index / dimensions) + 1)} ${what}. Leave out points that are not finite.`,
  );
}

/** @throws DataFileError */
export async function readPointFile(config: PointsConfig, configPath: string): Promise<PointFile> {
  const path = resolveFromConfig(configPath, config.file);
  const points = await withFile(path, async (file, fileBytes) => {
    const bytes = await readBytes(file, fileBytes);
    if (isZip(bytes) || isNpy(bytes)) {
      const array = isNpy(bytes) ? bytes : await readNpz(path, config.array);
      const picked = pickColumns(parseNpy(array), config.columns);
      requireFinite(picked);
      return picked;
    }
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return parseDelimited(isGzip ? await gunzipText(bytes) : bytes, config.columns);
  });
  return { name: shortName(path), ...points };
}

/**
 * Files up to this size are read whole while a config is written; of larger text only the beginning, which then holds
 * a whole line or one that is too long.
 */
const PEEK_BYTES = MAX_LINE_BYTES + 1;

/**
 * Number and size of the points. The number is estimated for text of more than 1 MiB, and the size not known for large
 * compressed files.
 *
 * @throws DataFileError
 */
export async function readPointHeader(
  config: PointsConfig,
  configPath: string,
): Promise<DataHeader | undefined> {
  const path = resolveFromConfig(configPath, config.file);
  return withFile(path, async (file, fileBytes) => {
    const bytes = await readBytes(file, Math.min(fileBytes, PEEK_BYTES));
    const name = shortName(path);
    if (isNpy(bytes)) {
      const { count, dimensions } = npyExtents(parseNpyHeader(bytes));
      return { name, count, sampleShape: [config.columns?.length ?? dimensions] };
    }
    const isPacked = isZip(bytes) || (bytes[0] === 0x1f && bytes[1] === 0x8b);
    if (fileBytes <= PEEK_BYTES) {
      const { count, dimensions } = await readPointFile(config, configPath);
      return { name, count, sampleShape: [dimensions] };
    }
    if (isPacked) return undefined;
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1 || bytes.length);
    const { count, dimensions } = parseDelimited(whole, config.columns);
    const estimate = Math.round((count * fileBytes) / whole.length);
    return { name, count: estimate, sampleShape: [dimensions] };
  });
}

/**
 * The safetensors format (github.com/huggingface/safetensors): an eight-byte header length, a JSON header, then the
 * values of all tensors without holes. Float32 only. A file may be hostile: everything is checked before it is used.
 */

export interface SafetensorsTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafetensorsContent {
  readonly tensors: readonly SafetensorsTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
/** The limit of the reference implementation. */
const MAXIMUM_HEADER_BYTES = 100_000_000;
const METADATA_KEY = '__metadata__';
const FLOAT_BYTES = 4;
/** Of a name, in messages. */
const SHOWN_CHARACTERS = 80;

/** @throws Error when two tensors have one name, or the values of one do not fill its shape. */
export function encodeSafetensors(
  tensors: readonly SafetensorsTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header = new Map<string, unknown>([[METADATA_KEY, metadata]]);
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (header.has(name)) throw new Error(`Two tensors are named "${name}".`);
    if (product(shape) !== data.length) {
      throw new Error(
        `Tensor "${name}" has ${data.length} values for shape [${shape.join(', ')}].`,
      );
    }
    const end = offset + data.byteLength;
    header.set(name, { dtype: 'F32', shape, data_offsets: [offset, end] });
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  // Spaces up to a multiple of eight, so that a reader can map the values where they are.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  file.set(json, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

/** A file is no safetensors file, or not an intact one. */
export class SafetensorsError extends Error {
  constructor(why: string) {
    super(`This is not an intact safetensors file: ${why}.`);
    this.name = 'SafetensorsError';
  }
}

/** @throws SafetensorsError that says what is wrong with the file */
export function decodeSafetensors(file: Uint8Array): SafetensorsContent {
  const { header, valuesStart } = readHeader(file);
  const values = file.subarray(valuesStart);
  const tensors: SafetensorsTensor[] = [];
  const ranges: [number, number][] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA_KEY) {
      metadata = checkMetadata(entry);
      continue;
    }
    const { shape, begin, end } = checkEntry(name, entry, values.length);
    ranges.push([begin, end]);
    // A copy: the values need not start where a Float32Array may.
    const copy = new Uint8Array(values.subarray(begin, end));
    tensors.push({ name, shape, data: new Float32Array(copy.buffer) });
  }
  checkCoverage(ranges, values.length);
  return { tensors, metadata };
}

function readHeader(file: Uint8Array): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly valuesStart: number;
} {
  if (file.length < LENGTH_BYTES) throw damaged('it is shorter than its header length');
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAXIMUM_HEADER_BYTES)) throw damaged('its header is larger than 100 MB');
  const valuesStart = LENGTH_BYTES + Number(length);
  if (valuesStart > file.length) throw damaged('it ends inside its header');
  if (file[LENGTH_BYTES] !== 0x7b) throw damaged('its header does not start with {');
  let header: unknown;
  try {
    const json = file.subarray(LENGTH_BYTES, valuesStart);
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw damaged('its header is not JSON');
  }
  if (!isRecord(header)) throw damaged('its header is not an object');
  return { header, valuesStart };
}

function checkMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value)) throw damaged('its metadata is not an object');
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== 'string') throw damaged(`its metadata "${short(key)}" is not a text`);
    return [key, text];
  });
  return Object.fromEntries(entries);
}

function checkEntry(
  name: string,
  entry: unknown,
  valueBytes: number,
): { readonly shape: readonly number[]; readonly begin: number; readonly end: number } {
  if (!isRecord(entry)) throw damaged(`tensor "${short(name)}" is not described by an object`);
  const dtype = entry['dtype'];
  if (dtype !== 'F32') {
    const found =
      typeof dtype === 'string' ? `of type "${short(dtype)}"` : 'of a type without name';
    throw damaged(`tensor "${short(name)}" is ${found}, not F32`);
  }
  const shape = entry['shape'];
  const offsets = entry['data_offsets'];
  if (!isSizes(shape)) throw damaged(`tensor "${short(name)}" has no shape`);
  if (!isSizes(offsets) || offsets.length !== 2)
    throw damaged(`tensor "${short(name)}" has no offsets`);
  const [begin = 0, end = 0] = offsets;
  if (begin > end || end > valueBytes)
    throw damaged(`tensor "${short(name)}" lies outside the file`);
  if (product(shape) * FLOAT_BYTES !== end - begin) {
    throw damaged(
      `tensor "${short(name)}" has ${end - begin} bytes for shape [${short(shape.join(', '))}]`,
    );
  }
  return { shape, begin, end };
}

function checkCoverage(ranges: [number, number][], valueBytes: number): void {
  let position = 0;
  for (const [begin, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (begin !== position) throw damaged('its tensors overlap or leave holes');
    position = end;
  }
  if (position !== valueBytes) throw damaged('bytes are left over after its last tensor');
}

function damaged(why: string): SafetensorsError {
  return new SafetensorsError(why);
}

/** Names come from the file: one may be as long as its header. */
function short(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0)
  );
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}

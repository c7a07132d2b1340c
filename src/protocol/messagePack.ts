/** MessagePack, with extension types that keep typed arrays typed. Numbers are little-endian, as in memory. */
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

const codec = new ExtensionCodec();

type NumericArrayType = Float32ArrayConstructor | Int32ArrayConstructor | Float64ArrayConstructor;

function registerArray(type: number, ArrayType: NumericArrayType): void {
  codec.register({
    type,
    encode: (value) =>
      value instanceof ArrayType
        ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : null,
    decode: (bytes) => {
      if (bytes.length % ArrayType.BYTES_PER_ELEMENT !== 0) {
        throw new RangeError(`${bytes.length} bytes are no ${ArrayType.name}`);
      }
      // A copy: the bytes need not start where the elements may.
      return new ArrayType(new Uint8Array(bytes).buffer);
    },
  });
}

registerArray(1, Float32Array);
registerArray(2, Int32Array);
registerArray(3, Float64Array);

/** A plain array or map may announce more entries than memory holds; messages have few. */
const MAXIMUM_ENTRIES = 10_000;

/** Fields that are undefined are left out. */
export function packMessage(message: unknown): Uint8Array {
  return encode(message, { extensionCodec: codec, ignoreUndefined: true });
}

/** @throws Error when the bytes are not one MessagePack value. */
export function unpackMessage(bytes: Uint8Array): unknown {
  return decode(bytes, {
    extensionCodec: codec,
    maxArrayLength: MAXIMUM_ENTRIES,
    maxMapLength: MAXIMUM_ENTRIES,
  });
}

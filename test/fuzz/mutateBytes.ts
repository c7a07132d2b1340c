/** Changes bytes as damage, cuts and ill will change files. */
import type { Dice } from './dice';

/** Where lengths and counts go wrong. */
const EXTREMES = [0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000];
const EXTREME_NUMBERS = [
  ...['0', '-1', '-0', '1e308', '1e999', '-1e308', '1e-320', 'NaN', 'Infinity', '0x10', '1_000'],
  ...['4294967295', '4294967296', '9007199254740993', '99999999999999999999', '0.1', '65537', ''],
];
const MAXIMUM_BYTES = 64 * 1024;

type Mutation = (dice: Dice, bytes: Buffer, seeds: readonly Uint8Array[]) => Buffer;

function at(dice: Dice, bytes: Buffer): number {
  // Headers are at the beginning, directories at the end.
  const near = Math.min(64, bytes.length);
  if (dice.chance(0.4)) return dice.below(near);
  return dice.chance(0.3) ? bytes.length - 1 - dice.below(near) : dice.below(bytes.length);
}

function replace(bytes: Buffer, from: number, to: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);
}

const flipBit: Mutation = (dice, bytes) => {
  const index = at(dice, bytes);
  bytes[index]! ^= 1 << dice.below(8);
  return bytes;
};

const setByte: Mutation = (dice, bytes) => {
  bytes[at(dice, bytes)] = dice.chance(0.5) ? dice.pick(EXTREMES) : dice.next();
  return bytes;
};

/** A length or a count that is out of all measure, in either byte order. */
const setField: Mutation = (dice, bytes) => {
  const size = dice.pick([2, 4, 8]);
  if (bytes.length < size) return bytes;
  const index = Math.max(0, Math.min(at(dice, bytes), bytes.length - size));
  const value = BigInt.asUintN(8 * size, BigInt(dice.pick(EXTREMES) + dice.below(3) - 1));
  const order = dice.chance(0.5);
  for (let i = 0; i < size; i += 1) {
    bytes[index + (order ? i : size - 1 - i)] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
  return bytes;
};

const truncate: Mutation = (dice, bytes) => bytes.subarray(0, at(dice, bytes));

const remove: Mutation = (dice, bytes) => {
  const from = at(dice, bytes);
  return replace(bytes, from, from + dice.below(dice.pick([2, 16, 256])), Buffer.alloc(0));
};

const insert: Mutation = (dice, bytes) => {
  const from = at(dice, bytes);
  return replace(bytes, from, from, dice.bytes(dice.below(dice.pick([4, 64]))));
};

const repeat: Mutation = (dice, bytes) => {
  const from = at(dice, bytes);
  const part = bytes.subarray(from, from + 1 + dice.below(256));
  const copies = Array.from({ length: dice.pick([1, 2, 50]) }, () => part);
  return replace(bytes, from, from, Buffer.concat(copies));
};

const splice: Mutation = (dice, bytes, seeds) => {
  const other = Buffer.from(dice.pick(seeds));
  return replace(bytes, at(dice, bytes), bytes.length, other.subarray(at(dice, other)));
};

/** One number written in decimal digits, replaced. */
const setNumber: Mutation = (dice, bytes) => {
  const numbers = [...bytes.toString('latin1').matchAll(/-?\d[\d.eE+]*/g)];
  if (numbers.length === 0) return setField(dice, bytes, []);
  const { index, 0: digits } = dice.pick(numbers);
  const number = Buffer.from(dice.pick(EXTREME_NUMBERS));
  return replace(bytes, index, index + digits.length, number);
};

const MUTATIONS: readonly Mutation[] = [
  ...[flipBit, flipBit, setByte, setField, setField, truncate, remove, insert, repeat, splice],
  ...[setNumber, setNumber],
];

/** A changed copy of one of the seeds; now and then a seed as it is, or bytes of no meaning at all. */
export function mutateBytes(dice: Dice, seeds: readonly Uint8Array[]): Uint8Array {
  if (dice.chance(0.02)) return dice.bytes(dice.below(dice.pick([8, 64, 4096])));
  let bytes: Buffer = Buffer.from(dice.pick(seeds));
  const count = dice.chance(0.02) ? 0 : 1 + dice.below(dice.pick([1, 3, 8]));
  for (let i = 0; i < count; i += 1) {
    bytes = Buffer.from(dice.pick(MUTATIONS)(dice, bytes, seeds));
  }
  return Uint8Array.from(bytes.subarray(0, MAXIMUM_BYTES));
}

/**
 * The random numbers of a run: named streams, each a pure function of (seed, stream, index).
 *
 * Philox4x32-10 with key = (seed, stream) and counter = (block, index low, index high, 0). Nothing is consumed, so
 * looking at a run never changes it, runs that differ in k share their draws, and any step can be repeated alone.
 */
import type { Kernels } from '../kernels';

/** Checkpoints and saved runs rely on these numbers: add, never renumber. */
const STREAM_KEYS = {
  /** Initial parameters; index: number of the tensor. */
  initGenerator: 0,
  initDiscriminator: 1,
  /** Samples from a known density; index: discriminator update. */
  data: 2,
  /** Order of a finite data set; index: epoch. */
  shuffle: 3,
  /** Latent vectors of discriminator steps; index: discriminator update. */
  latentDiscriminator: 4,
  /** Latent vectors of generator steps; index: generator update. */
  latentGenerator: 5,
  /** Dropout masks and noise of layers in discriminator steps; index: update × draws per update + draw. */
  drawsDiscriminator: 6,
  /** Dropout masks and noise of layers in generator steps. */
  drawsGenerator: 7,
  /** Latent vectors of the sample grids; index 0. */
  fixedLatents: 8,
  /** Whatever measures the run without being part of it; latents: index is the step. */
  evaluation: 9,
  /** Which mode of a mixture each sample of `data` comes from; index: discriminator update. */
  dataModes: 10,
  /** Where gradient penalties are measured; index: discriminator update × draws per update + draw. */
  penalty: 11,
  /** Which images of a minibatch are mirrored; index: discriminator update. */
  flip: 12,
  /** Where along a curve, or in which part of an uneven mixture, each sample lies; index: discriminator update. */
  dataPlaces: 13,
  /** Classes of generated samples in discriminator steps; index: discriminator update. */
  classesDiscriminator: 14,
  /** Classes of generated samples in generator steps; index: generator update. */
  classesGenerator: 15,
  /** Classes of generated samples that nobody names classes for; index 0. */
  fixedClasses: 16,
  /** Latent vectors that p_g is measured with; index 0. */
  distributionLatents: 20,
} as const;

export type StreamName = keyof typeof STREAM_KEYS;

/** Every method: the same arguments give the same numbers, on every machine, whatever was drawn before. */
export interface Streams {
  /** Numbers from N(0, 1). */
  fillNormal(stream: StreamName, index: number, target: Float32Array): void;
  /** Numbers from U(low, high), 23 bits each. Default U(0, 1), where neither end is ever reached. */
  fillUniform(
    stream: StreamName,
    index: number,
    target: Float32Array,
    low?: number,
    high?: number,
  ): void;
  /** Inverted dropout: 0 with probability `rate` (in [0, 1)), else 1 / (1 − rate). */
  fillDropoutMask(stream: StreamName, index: number, rate: number, target: Float32Array): void;
  /** Integers from 0 .. n − 1, equally likely to within n / 2³². n ≤ 2²¹. */
  fillIntegers(stream: StreamName, index: number, n: number, target: Uint32Array): void;
  /** A permutation of 0 .. n − 1, each equally likely. */
  permutation(stream: StreamName, index: number, n: number): Uint32Array;
}

const TWO_POW_32 = 2 ** 32;
const BYTES_PER_NUMBER = 4;
const NUMBERS_PER_BLOCK = 4;

/** Fills `count` numbers at `pointer`, from the block `firstBlock` of the counter on. */
type Fill = (pointer: number, count: number, firstBlock: number) => void;

function checkIndex(index: number): void {
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new RangeError(`The index of a random draw must be an integer from 0, not ${index}.`);
  }
}

/** Runs `fill` on the target itself when it lies in the kernels' memory, else piece by piece through the scratch area. */
function fillArray(kernels: Kernels, target: Float32Array | Uint32Array, fill: Fill): void {
  if (target.buffer === kernels.memory.buffer) {
    fill(target.byteOffset, target.length, 0);
    return;
  }
  const { pointer, bytes } = kernels.scratch;
  const chunk = bytes / BYTES_PER_NUMBER;
  const scratch =
    target instanceof Float32Array
      ? new Float32Array(kernels.memory.buffer, pointer, chunk)
      : new Uint32Array(kernels.memory.buffer, pointer, chunk);
  for (let start = 0; start < target.length; start += chunk) {
    const count = Math.min(chunk, target.length - start);
    fill(pointer, count, start / NUMBERS_PER_BLOCK);
    target.set(scratch.subarray(0, count), start);
  }
}

/**
 * Fisher–Yates with one word per exchange. Words of the incomplete last run of `range` values are skipped, so that
 * no permutation is favoured.
 */
function shuffle(n: number, nextWord: () => number): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) order[i] = i;
  for (let i = n - 1; i > 0; i -= 1) {
    const range = i + 1;
    const limit = TWO_POW_32 - (TWO_POW_32 % range);
    let word = nextWord();
    while (word >= limit) word = nextWord();
    const j = word % range;
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
  return order;
}

/**
 * @param seed integer in [0, 2³²)
 */
export function createStreams(seed: number, kernels: Kernels): Streams {
  if (!Number.isInteger(seed) || seed < 0 || seed >= TWO_POW_32) {
    throw new RangeError(`The seed must be an integer from 0 to 4294967295, not ${seed}.`);
  }
  const { exports } = kernels;
  const split = (index: number): [number, number] => {
    checkIndex(index);
    return [index % TWO_POW_32, Math.floor(index / TWO_POW_32)];
  };
  return {
    fillNormal(stream, index, target) {
      const [low, high] = split(index);
      const key = STREAM_KEYS[stream];
      fillArray(kernels, target, (pointer, count, block) =>
        exports.fillNormal(pointer, count, seed, key, block, low, high),
      );
    },
    fillUniform(stream, index, target, from = 0, to = 1) {
      const [low, high] = split(index);
      const key = STREAM_KEYS[stream];
      fillArray(kernels, target, (pointer, count, block) =>
        exports.fillUniform(pointer, count, seed, key, block, low, high, from, to - from),
      );
    },
    fillDropoutMask(stream, index, rate, target) {
      if (!(rate >= 0 && rate < 1)) {
        throw new RangeError(`A dropout rate must be at least 0 and below 1, not ${rate}.`);
      }
      const [low, high] = split(index);
      const key = STREAM_KEYS[stream];
      const threshold = Math.floor(rate * TWO_POW_32);
      const scale = 1 / (1 - rate);
      fillArray(kernels, target, (pointer, count, block) =>
        exports.fillDropoutMask(pointer, count, seed, key, block, low, high, threshold, scale),
      );
    },
    fillIntegers(stream, index, n, target) {
      const [low, high] = split(index);
      const key = STREAM_KEYS[stream];
      fillArray(kernels, target, (pointer, count, block) =>
        exports.fillWords(pointer, count, seed, key, block, low, high),
      );
      // Exact: the product stays below 2⁵³.
      for (let i = 0; i < target.length; i += 1)
        target[i] = Math.floor((target[i] * n) / TWO_POW_32);
    },
    permutation(stream, index, n) {
      const [low, high] = split(index);
      const key = STREAM_KEYS[stream];
      const words = new Uint32Array(Math.ceil(n / NUMBERS_PER_BLOCK) * NUMBERS_PER_BLOCK);
      let block = 0;
      let used = words.length;
      return shuffle(n, () => {
        if (used === words.length) {
          const first = block;
          fillArray(kernels, words, (pointer, count, offset) =>
            exports.fillWords(pointer, count, seed, key, first + offset, low, high),
          );
          block += words.length / NUMBERS_PER_BLOCK;
          used = 0;
        }
        const word = words[used];
        used += 1;
        return word;
      });
    },
  };
}

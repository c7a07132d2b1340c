/** Classifier two-sample test (Lopez-Paz & Oquab 2017): can anything learn to tell generated from real samples? */
import type { LayerConfig } from '../../config/ganConfig';
import type { OptimizerConfig } from '../../config/optimizerSchema';
import { type ClassifierParts, ClassifierTrainer } from '../classifier/classifierTrainer';
import { createNetwork } from '../program/network';
import type { Streams } from '../random/streams';
import { normalTail } from './normalTail';
import { requireAlike, rowsOf, type SampleSet } from './sampleSet';

const UNITS = 64;
const LARGEST_BATCH = 100;
const UPDATES = 400;
const LEARNING_RATE = 3e-3;

const optimizer: OptimizerConfig = {
  ...{ name: 'adamW', learningRate: LEARNING_RATE, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  ...{ weightDecay: 0.01, learningRateSchedule: { name: 'constant', warmupSteps: 0 } },
};

const dense = (units: number, activation: 'relu' | 'linear'): LayerConfig => ({
  ...{ type: 'dense', units, activation, negativeSlope: 0.2, useBias: true, spectralNorm: false },
  ...{ weights: { name: 'heNormal' }, bias: { name: 'constant', value: 0 } },
});

export interface TwoSampleTest {
  /** Share of the held-out samples that the classifier tells right. */
  readonly accuracy: number;
  /** Chance of this accuracy or a higher one if both sets come from one distribution. */
  readonly pValue: number;
  /** Held-out samples, half of them real. */
  readonly heldOut: number;
}

/** What the test runs on. */
export type TwoSampleParts = Pick<ClassifierParts, 'kernels' | 'runtime' | 'threads' | 'seed'> & {
  readonly streams: Streams;
};

/** Mean 0 and deviation 1 over the training rows in every dimension; constant dimensions become 0. */
function standardized(sets: readonly SampleSet[], training: readonly SampleSet[]): Float32Array[] {
  const [{ dimensions }] = sets;
  const count = training.reduce((sum, set) => sum + set.count, 0);
  const [mean, square] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  for (const { values } of training) {
    values.forEach((value, i) => {
      mean[i % dimensions] += value / count;
      square[i % dimensions] += value ** 2 / count;
    });
  }
  const scale = square.map((value, i) => {
    const variance = value - mean[i] ** 2;
    return variance > 1e-12 * value ? 1 / Math.sqrt(variance) : 0;
  });
  return sets.map(({ values }) =>
    values.map((value, i) => (value - mean[i % dimensions]) * scale[i % dimensions]),
  );
}

/**
 * Trains a small network, two layers of 64 rectified units, on the first half of both sets and counts how often it is
 * right on the second. Under the null hypothesis that accuracy is N(½, 1/(4·held-out)) in the limit. At best it is ½ + ½
 * total variation: N(0, 1) against N(1, 1) has 0.6915. Not to be told apart does not mean to be equal: the network may be
 * too weak, or the samples too few.
 *
 * @throws RangeError when the sets differ in size
 */
export async function classifierTwoSampleTest(
  real: SampleSet,
  fake: SampleSet,
  { streams, ...parts }: TwoSampleParts,
): Promise<TwoSampleTest> {
  requireAlike(real, fake);
  const { count, dimensions } = real;
  const half = count >> 1;
  const training = [rowsOf(real, 0, half), rowsOf(fake, 0, half)];
  const heldOut = [rowsOf(real, half, count), rowsOf(fake, half, count)];
  const [realTrain, fakeTrain, ...tests] = standardized([...training, ...heldOut], training);
  const layers = [dense(UNITS, 'relu'), dense(UNITS, 'relu'), dense(2, 'linear')];
  const batchSize = Math.min(LARGEST_BATCH, 2 * half);
  const trainer = await ClassifierTrainer.create({
    network: createNetwork('discriminator', layers, [dimensions]),
    ...{ ...parts, batchSize, optimizer },
  });
  try {
    const rows = [realTrain, fakeTrain];
    await train(trainer, rows, { half, dimensions, batchSize, streams });
    let right = 0;
    for (const [label, test] of tests.entries()) {
      right += rightOf(await trainer.logits(test), label);
    }
    const total = 2 * (count - half);
    const accuracy = right / total;
    return {
      accuracy,
      pValue: normalTail((accuracy - 0.5) * 2 * Math.sqrt(total)),
      heldOut: total,
    };
  } finally {
    await trainer.dispose();
  }
}

interface Schedule {
  readonly half: number;
  readonly dimensions: number;
  readonly batchSize: number;
  readonly streams: Streams;
}

/** The rate falls to 0 in a cosine, so that the result does not depend on the last minibatches. */
async function train(
  trainer: ClassifierTrainer,
  sets: readonly Float32Array[],
  { half, dimensions, batchSize, streams }: Schedule,
): Promise<void> {
  let order: Uint32Array = new Uint32Array();
  let [used, epoch] = [0, 0];
  const labels = new Uint8Array(batchSize);
  for (let update = 0; update < UPDATES; update += 1) {
    for (let row = 0; row < batchSize; row += 1, used += 1) {
      if (used === order.length) {
        order = streams.permutation('evaluation', epoch, 2 * half);
        [used, epoch] = [0, epoch + 1];
      }
      const [label, place] = [order[used] < half ? 0 : 1, order[used] % half];
      labels[row] = label;
      const from = place * dimensions;
      trainer.samples.set(sets[label].subarray(from, from + dimensions), row * dimensions);
    }
    const rate = (LEARNING_RATE * (1 + Math.cos((Math.PI * update) / UPDATES))) / 2;
    await trainer.update(labels, rate);
  }
}

function rightOf(logits: Float32Array, label: number): number {
  let right = 0;
  for (let row = 0; row < logits.length / 2; row += 1) {
    const found = logits[2 * row] >= logits[2 * row + 1] ? 0 : 1;
    if (found === label) right += 1;
  }
  return right;
}

/** Metrics that take too long to be taken while a run trains: what `gan evaluate` adds. */
import type { OnnxRuntime } from '../../engine/executors/session';
import type { KernelModule } from '../../engine/kernels';
import { classifierTwoSampleTest } from '../../engine/metrics/classifierTwoSample';
import { medianDistance, pairDistances } from '../../engine/metrics/distances';
import { relativeDiversity } from '../../engine/metrics/diversity';
import {
  gaussianKernels,
  kernelBandwidths,
  mmdPermutationTest,
  squaredMmd,
} from '../../engine/metrics/kernelMmd';
import { memorization } from '../../engine/metrics/memorization';
import type { MetricValues } from '../../engine/metrics/metricSuite';
import { parzenEstimate, type ParzenEstimate } from '../../engine/metrics/parzen';
import { rowsOf, type SampleSet } from '../../engine/metrics/sampleSet';
import type { Streams } from '../../engine/random/streams';
import type { RequestedFamily } from '../../protocol/evaluationModel';
import { nearestOf, withDistanceBlocks } from './distanceBlocks';

/** Samples of each kind that the permutation test takes: its kernel matrix has four times their square. */
const LARGEST_MATRIX = 2000;

export interface SlowParts {
  /** Absent where it cannot be loaded: nothing learns without it, so that there is no classifier. */
  readonly runtime: OnnxRuntime | undefined;
  readonly kernels: KernelModule;
  readonly threads: number;
  /** Of the evaluation. */
  readonly streams: Streams;
  readonly seed: number;
  /** Hears how far a metric has come: one clause. */
  readonly tell: (message: string) => void;
}

/** Tests of two sets of as many samples. */
export async function twoSampleMetrics(
  families: readonly RequestedFamily[],
  real: SampleSet,
  fake: SampleSet,
  { runtime, streams, ...parts }: SlowParts,
): Promise<MetricValues> {
  const values: MetricValues = {};
  if (families.includes('twoSample') && runtime !== undefined) {
    const test = await classifierTwoSampleTest(real, fake, { ...parts, runtime, streams });
    values.twoSampleAccuracy = test.accuracy;
    values.twoSamplePValue = test.pValue;
  }
  if (families.includes('mmdTest') || families.includes('diversity')) {
    const some = Math.min(real.count, LARGEST_MATRIX);
    const distances = pairDistances(rowsOf(real, 0, some), rowsOf(fake, 0, some));
    if (families.includes('mmdTest')) {
      const kernels = gaussianKernels(
        distances,
        kernelBandwidths(medianDistance(distances.real, some)),
      );
      values.mmdPValue = mmdPermutationTest(kernels, squaredMmd(kernels), streams).pValue;
    }
    if (families.includes('diversity')) values.diversity = relativeDiversity(distances);
  }
  return values;
}

/** What a generator was trained on and what it was not, in one kind of features. */
export interface TrainedSets {
  readonly training: SampleSet;
  /** Absent where a run trains on all there is: then each training sample is compared with the others. */
  readonly heldOut: SampleSet | undefined;
}

/**
 * Whether fakes lie nearer to the training samples than real samples that were not trained on.
 *
 * @param name of the features
 */
export async function memorizationMetrics(
  name: string,
  fake: SampleSet,
  { training, heldOut }: TrainedSets,
  { runtime, threads, tell }: SlowParts,
): Promise<MetricValues> {
  const total = fake.count + (heldOut ?? fake).count;
  let before = 0;
  const onRows = (done: number): void =>
    tell(`Looking for copies of training samples by ${name}, ${before + done} of ${total}`);
  return withDistanceBlocks(training, { runtime, threads, onRows }, async (blocks) => {
    const fakes = await nearestOf(fake, training, blocks);
    before = fake.count;
    const known = heldOut ?? rowsOf(training, 0, Math.min(fake.count, training.count));
    const own = heldOut === undefined ? (query: number) => query : undefined;
    const reals = await nearestOf(known, training, blocks, own);
    const { ratio, score } = memorization(fakes, reals);
    return { memorizationRatio: ratio, memorizationScore: score };
  });
}

export interface ParzenSets {
  readonly validation: SampleSet;
  readonly test: SampleSet;
}

/**
 * The estimate of the paper with these samples as the centres.
 *
 * @param name of the centres, such as "generated"
 */
export async function parzenOf(
  name: string,
  centres: SampleSet,
  { validation, test }: ParzenSets,
  { runtime, threads, tell }: SlowParts,
): Promise<ParzenEstimate> {
  const total = validation.count + test.count;
  let [before, last] = [0, 0];
  const onRows = (done: number): void => {
    if (done < last) before = last;
    last = done;
    tell(`Estimating the log-likelihood by ${name} samples, ${before + done} of ${total}`);
  };
  return withDistanceBlocks(centres, { runtime, threads, onRows }, (blocks) =>
    parzenEstimate(centres.count, validation, test, blocks),
  );
}

/** All metrics of one run: what is the same for every evaluation, and one evaluation. */
import type { MetricFamily } from '../../config/evaluationSchema';
import type { Quantity } from '../../protocol/evaluationModel';
import type { Streams } from '../random/streams';
import type { Mixture } from '../theory/densityShapes';
import { isDigitShape } from '../classifier/digitShape';
import { distancesWithin, medianDistance, pairDistances, type PairDistances } from './distances';
import { frechetDistance, momentsOf } from './frechet';
import { kernelInceptionDistance } from './kernelInceptionDistance';
import { gaussianKernels, kernelBandwidths, squaredMmd } from './kernelMmd';
import { modeStatistics } from './modeStatistics';
import { manifoldScores, nearestNeighbourAccuracy } from './neighbours';
import type { SampleSet } from './sampleSet';
import { SLICED_DIRECTIONS, slicedWasserstein, sliceDirections, wasserstein1 } from './wasserstein';

export type MetricValues = Partial<Record<Quantity, number>>;

/** Metrics of any features; those of digits take a classifier. */
export type SuiteFamily = Exclude<MetricFamily, 'digits'>;

export interface SuiteOptions {
  readonly families: readonly SuiteFamily[];
  /** Real samples, or their features, that every evaluation compares with. */
  readonly reference: SampleSet;
  /** The density that points come from, where it is a mixture of several modes. */
  readonly mixture?: Mixture;
  /** Of the evaluation, never of the training. */
  readonly streams: Streams;
}

export class MetricSuite {
  private readonly referenceDistances: Float32Array;
  private readonly bandwidths: readonly number[];
  private readonly directions: SampleSet;

  constructor(private readonly options: SuiteOptions) {
    const { reference, mixture, streams } = options;
    this.referenceDistances = distancesWithin(reference);
    const median = medianDistance(this.referenceDistances, reference.count);
    this.bandwidths = kernelBandwidths(median, mixture && Math.min(...mixture.deviations));
    this.directions = sliceDirections(reference.dimensions, SLICED_DIRECTIONS, streams);
  }

  /** Generated samples against the reference. */
  measure(fake: SampleSet): MetricValues {
    return this.compare(this.options.reference, fake, this.referenceDistances);
  }

  /** Two sets of real samples, neither of them the reference: what `measure` would give for a perfect generator. */
  measureReal(real: SampleSet, other: SampleSet): MetricValues {
    return this.compare(real, other, undefined);
  }

  private compare(
    real: SampleSet,
    fake: SampleSet,
    realDistances: Float32Array | undefined,
  ): MetricValues {
    let known: PairDistances | undefined;
    const distances = (): PairDistances => (known ??= pairDistances(real, fake, realDistances));
    return Object.assign(
      {},
      ...this.options.families.map((family) => this.family(family, real, fake, distances)),
    ) as MetricValues;
  }

  private family(
    family: SuiteFamily,
    real: SampleSet,
    fake: SampleSet,
    distances: () => PairDistances,
  ): MetricValues {
    switch (family) {
      case 'modes':
        return this.modes(fake);
      case 'wasserstein':
        return {
          wasserstein:
            real.dimensions === 1
              ? wasserstein1(real.values, fake.values)
              : slicedWasserstein(real, fake, this.directions),
        };
      case 'mmd':
        return { squaredMmd: squaredMmd(gaussianKernels(distances(), this.bandwidths)) };
      case 'manifold':
        return { ...manifoldScores(distances()) };
      case 'nearestNeighbour': {
        const accuracy = nearestNeighbourAccuracy(distances());
        return { nearestNeighbourReal: accuracy.real, nearestNeighbourFake: accuracy.fake };
      }
      case 'frechet':
        return { frechetDistance: frechetDistance(momentsOf(real), momentsOf(fake)) };
      case 'kid':
        return { kernelInceptionDistance: kernelInceptionDistance(real, fake, distances()) };
    }
  }

  private modes(fake: SampleSet): MetricValues {
    const { mixture } = this.options;
    if (mixture === undefined) return {};
    const { captured, highQualityShare, reverseKl } = modeStatistics(fake, mixture);
    return { capturedModes: captured, highQualityShare, modeDivergence: reverseKl };
  }
}

/** What suits data of a shape. */
export function suitableFamilies(
  sampleShape: readonly number[],
  mixture: Mixture | undefined,
): MetricFamily[] {
  if (sampleShape.length > 1) {
    const digits: MetricFamily[] = isDigitShape(sampleShape) ? ['digits'] : [];
    return ['frechet', 'kid', 'manifold', 'nearestNeighbour', ...digits];
  }
  const modes: MetricFamily[] = mixture === undefined ? [] : ['modes'];
  return [...modes, 'wasserstein', 'mmd', 'manifold', 'nearestNeighbour'];
}

/** One measurement of samples, in every kind of features that their data have. */
import { DIGIT_CLASSES } from '../../engine/classifier/digitShape';
import { digitScores } from '../../engine/metrics/digitScores';
import { plainFeatures, type Features } from '../../engine/metrics/features';
import { MetricSuite, type MetricValues, type SuiteFamily } from '../../engine/metrics/metricSuite';
import type { Streams } from '../../engine/random/streams';
import { DIGIT_FEATURES_NAME } from '../../protocol/evaluationModel';
import type { DigitFeatures } from './digitFeatures';
import type { FeatureMetrics, MetricsSetup } from './metricsProtocol';

/** What is measured on the features of the classifier. */
const DIGIT_FAMILIES: readonly SuiteFamily[] = ['frechet', 'kid', 'manifold'];

interface Space {
  readonly description: string;
  measure(fakes: Float32Array): Promise<MetricValues>;
  measureReal(real: Float32Array, other: Float32Array): Promise<MetricValues>;
}

async function plainSpace(
  { families, mixture, reference }: MetricsSetup,
  features: Features,
  streams: Streams,
): Promise<Space> {
  const suite = new MetricSuite({
    families: families.filter((family) => family !== 'digits'),
    ...{ mixture, streams, reference: await features.of(reference) },
  });
  return {
    description: features.description,
    measure: async (fakes) => suite.measure(await features.of(fakes)),
    measureReal: async (real, other) =>
      suite.measureReal(await features.of(real), await features.of(other)),
  };
}

/** What the classifier takes images for. */
function digitValues(logits: Float32Array): MetricValues {
  const { score, captured, entropy, shares } = digitScores(logits, DIGIT_CLASSES);
  const each = Array.from(shares, (share, digit) => [`digitShare${digit}`, share] as const);
  return {
    digitScore: score,
    digitsCaptured: captured,
    digitEntropy: entropy,
    ...(Object.fromEntries(each) as MetricValues),
  };
}

async function digitSpace(
  reference: Float32Array,
  digits: DigitFeatures,
  streams: Streams,
): Promise<Space> {
  const { features } = await digits.classify(reference);
  const suite = new MetricSuite({ families: DIGIT_FAMILIES, reference: features, streams });
  return {
    description: DIGIT_FEATURES_NAME,
    measure: async (fakes) => {
      const classified = await digits.classify(fakes);
      return { ...suite.measure(classified.features), ...digitValues(classified.logits) };
    },
    measureReal: async (real, other) => {
      const [one, two] = [await digits.classify(real), await digits.classify(other)];
      return { ...suite.measureReal(one.features, two.features), ...digitValues(two.logits) };
    },
  };
}

export class Measurement {
  private constructor(private readonly spaces: readonly Space[]) {}

  /** @param digits for images that the classifier takes, if `digits` is among the families */
  static async start(
    setup: MetricsSetup,
    streams: Streams,
    digits: DigitFeatures | undefined,
  ): Promise<Measurement> {
    const features = plainFeatures(setup.sampleShape, streams);
    const spaces = [await plainSpace(setup, features, streams)];
    if (digits !== undefined) spaces.push(await digitSpace(setup.reference, digits, streams));
    return new Measurement(spaces);
  }

  /** Generated samples against the reference. */
  measure(fakes: Float32Array): Promise<FeatureMetrics[]> {
    return this.each((space) => space.measure(fakes));
  }

  /** Two sets of real samples. */
  measureReal(real: Float32Array, other: Float32Array): Promise<FeatureMetrics[]> {
    return this.each((space) => space.measureReal(real, other));
  }

  private async each(measure: (space: Space) => Promise<MetricValues>): Promise<FeatureMetrics[]> {
    const results: FeatureMetrics[] = [];
    for (const space of this.spaces) {
      results.push({ features: space.description, values: await measure(space) });
    }
    return results;
  }
}

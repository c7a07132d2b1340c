/** All metrics of one checkpoint, with what real samples get beside them. */
import { availableParallelism } from 'node:os';
import type { GanConfig } from '../../config/ganConfig';
import type { OnnxRuntime } from '../../engine/executors/session';
import { sampledNetwork } from '../../engine/savableNetworks';
import type { DataFiles } from '../../engine/data/createDataSet';
import { plainFeatures } from '../../engine/metrics/features';
import { PARZEN_SIGMAS, type ParzenEstimate } from '../../engine/metrics/parzen';
import { rowsOf, sampleSet, type SampleSet } from '../../engine/metrics/sampleSet';
import { createStreams, type Streams } from '../../engine/random/streams';
import type { LoadedNetworks } from '../../engine/trainer';
import {
  DIGIT_FEATURES_NAME,
  type EvaluatedRun,
  type EvaluationRequest,
  type EvaluationRow,
  type ParzenCurve,
  REQUESTED_FAMILIES,
  type RequestedFamily,
} from '../../protocol/evaluationModel';
import type { RunData } from '../runData';
import { Baselines } from './baselines';
import { DigitFeatures } from './digitFeatures';
import { evaluationRows } from './evaluationRows';
import { evaluationWarnings } from './evaluationWarnings';
import type { FeatureMetrics } from './metricsProtocol';
import type { Comparison } from './openComparison';
import { evaluationSeed, FEWEST_DATA, realPairs, type RealPair } from './realSamples';
import { MOST_VALUES, openRealSets, PARZEN_VALIDATION, type RealSets } from './realSets';
import {
  memorizationMetrics,
  parzenOf,
  type ParzenSets,
  type SlowParts,
  twoSampleMetrics,
} from './slowMetrics';
import { withoutDigits } from './unmeasured';
import { metricsSetup, startMetricsThread, type ComparedData } from './startSampleMetrics';

/** Pairs of real sets. */
const PAIRS = 10;
/** Of the tests that learn or permute. */
const SLOW_PAIRS = 5;
/** Fakes whose nearest training sample is looked for, and real samples. */
const MEMORIZATION_SAMPLES = 1000;
/** Samples that the Gaussians stand on, as in the paper. */
const PARZEN_CENTRES = 10_000;

export interface CheckpointParts {
  readonly config: GanConfig;
  /** Of the checkpoint. */
  readonly networks: LoadedNetworks;
  readonly run: RunData;
  readonly comparison: Comparison;
  /** Absent where it cannot be loaded. */
  readonly runtime: OnnxRuntime | undefined;
  readonly request: EvaluationRequest;
  /** Images that a user named to hold out. */
  readonly test: DataFiles | undefined;
  /** Hears how far it has come: one clause. */
  readonly tell: (message: string) => void;
}

/** Turns samples into what is compared. */
interface Space {
  readonly name: string;
  of(samples: Float32Array): Promise<SampleSet>;
}

export class CheckpointEvaluation {
  private readonly baselines = new Baselines();
  private readonly rows: EvaluationRow[] = [];
  private readonly streams: Streams;
  private readonly slow: SlowParts;
  private readonly compared: ComparedData;
  private digits: DigitFeatures | undefined;

  /** @throws Error when there are too few real samples to compare with */
  constructor(private readonly parts: CheckpointParts) {
    const { config, run, comparison, runtime, tell } = parts;
    const { kernels } = run;
    if (comparison.compared === undefined) {
      throw new Error(
        `The data set has too few samples to compare with. Metrics need ${FEWEST_DATA} at least.`,
      );
    }
    this.compared = comparison.compared;
    const seed = evaluationSeed(config.training.seed);
    this.streams = createStreams(seed, kernels.instantiate(0));
    const threads = availableParallelism();
    this.slow = { runtime, kernels, threads, streams: this.streams, seed, tell };
  }

  async run(): Promise<Pick<EvaluatedRun, 'rows' | 'parzen' | 'warnings'>> {
    try {
      return await this.measureAll();
    } finally {
      await this.digits?.close();
    }
  }

  private async measureAll(): Promise<Pick<EvaluatedRun, 'rows' | 'parzen' | 'warnings'>> {
    const { config, run, comparison, request, test, tell } = this.parts;
    const families = this.slowFamilies();
    const { samples } = this.compared;
    const wantsParzen = families.includes('parzen');
    tell('Drawing samples');
    const drawn = Math.max(samples, wantsParzen ? this.centres : 0);
    const fakes = await this.generate(drawn);
    const size = run.data.sampleSize;
    await this.suite(fakes.subarray(0, samples * size));
    await this.tests(families, fakes.subarray(0, samples * size));
    const needsSets = wantsParzen || families.includes('memorization');
    const sets = needsSets ? openRealSets(config, run.files, this.streams, test) : undefined;
    if (sets !== undefined && families.includes('memorization')) {
      await this.memorization(sets, fakes);
    }
    const parzen = sets !== undefined && wantsParzen ? await this.parzen(sets, fakes) : undefined;
    return {
      ...{ rows: this.rows, parzen },
      warnings: evaluationWarnings({
        ...{ request, samples, families, sets },
        hasRuntime: this.slow.runtime !== undefined,
        usesDigits: this.digits !== undefined,
        withoutDigits: withoutDigits(request.families, { ...run, ...comparison }),
      }),
    };
  }

  /** What somebody asked for of the slow ones; of what suits the data, if they left it to us. */
  private slowFamilies(): readonly RequestedFamily[] {
    const { request, run } = this.parts;
    const finite = run.data.count !== undefined;
    const isImage = run.data.sampleShape.length > 1;
    const suits = (family: RequestedFamily): boolean => {
      if (family === 'memorization') return finite;
      if (family === 'parzen' && request.families === 'auto') {
        // As the paper had it, or not at all.
        return isImage && this.centres === PARZEN_CENTRES;
      }
      return true;
    };
    const { families } = request;
    return REQUESTED_FAMILIES.filter(
      (family) => suits(family) && (families === 'auto' || families.includes(family)),
    );
  }

  /** Samples that the Gaussians stand on: as many as the paper took, fewer of large images. */
  private get centres(): number {
    const { sampleSize } = this.parts.run.data;
    return Math.min(PARZEN_CENTRES, Math.floor(MOST_VALUES / sampleSize));
  }

  private get network(): 'generator' | 'generatorEma' {
    return sampledNetwork(this.parts.networks.networks);
  }

  private generate(count: number): Promise<Float32Array> {
    const { networks } = this.parts;
    return networks.generate(this.network, networks.evaluationLatents(count, networks.step));
  }

  private add(measured: readonly FeatureMetrics[], samples: number): void {
    const { step } = this.parts.networks;
    const time = new Date().toISOString();
    const evaluation = { step, time, samples, network: this.network, measured };
    const rows = evaluationRows(evaluation, this.baselines);
    this.rows.push(...rows.map((row): EvaluationRow => ({ ...row, source: 'command' })));
  }

  private pairs(): Iterator<RealPair, never> {
    return realPairs(this.compared.data, this.compared.samples);
  }

  /** What a run measures itself. */
  private async suite(fakes: Float32Array): Promise<void> {
    const { config, request, tell } = this.parts;
    const pairs = this.pairs();
    const reference = pairs.next().value.real;
    const asked =
      request.families === 'auto'
        ? ('auto' as const)
        : request.families.filter((family) => !isSlow(family));
    const setup = metricsSetup(config, this.compared, reference, asked);
    if (setup === undefined) return;
    const { runtime } = this.slow;
    if (setup.digits !== undefined && runtime !== undefined) {
      this.digits = await DigitFeatures.open(runtime, setup.digits);
    }
    const thread = startMetricsThread();
    try {
      await thread.functions.start(setup);
      for (let pair = 1; pair <= PAIRS; pair += 1) {
        tell(`Comparing real with real samples, ${pair} of ${PAIRS}`);
        const { real, other } = pairs.next().value;
        this.baselines.add((await thread.functions.measureReal(real, other)).measured);
      }
      tell('Comparing generated with real samples');
      this.add((await thread.functions.measure(fakes)).measured, this.compared.samples);
    } finally {
      await thread.close();
    }
  }

  /** In what the tests compare: the features of the suite. */
  private spaces(): Space[] {
    const { sampleShape } = this.parts.run.data;
    const plain = plainFeatures(sampleShape, this.streams);
    const spaces: Space[] = [{ name: plain.description, of: (samples) => plain.of(samples) }];
    const { digits } = this;
    if (digits !== undefined) {
      const of = async (samples: Float32Array) => (await digits.classify(samples)).features;
      spaces.push({ name: DIGIT_FEATURES_NAME, of });
    }
    return spaces;
  }

  private async tests(families: readonly RequestedFamily[], fakes: Float32Array): Promise<void> {
    if (!families.some((family) => ['twoSample', 'mmdTest', 'diversity'].includes(family))) return;
    const { tell } = this.parts;
    const measured: FeatureMetrics[] = [];
    for (const space of this.spaces()) {
      const pairs = this.pairs();
      const reference = await space.of(pairs.next().value.real);
      const withoutPValue = families.filter((family) => family !== 'mmdTest');
      for (let pair = 1; pair <= SLOW_PAIRS; pair += 1) {
        tell(`Testing real against real samples by ${space.name}, ${pair} of ${SLOW_PAIRS}`);
        const { real, other } = pairs.next().value;
        const { twoSamplePValue: _, ...values } = await twoSampleMetrics(
          withoutPValue,
          await space.of(real),
          await space.of(other),
          this.slow,
        );
        this.baselines.add([{ features: space.name, values }]);
      }
      tell(`Testing generated against real samples by ${space.name}`);
      const values = await twoSampleMetrics(families, reference, await space.of(fakes), this.slow);
      measured.push({ features: space.name, values });
    }
    this.add(measured, this.compared.samples);
  }

  private async memorization({ training, heldOut }: RealSets, fakes: Float32Array): Promise<void> {
    if (training === undefined) return;
    const { sampleShape } = this.parts.run.data;
    const size = training.dimensions;
    const most = Math.min(MEMORIZATION_SAMPLES, fakes.length / size, training.count);
    const queries = sampleSet(fakes.subarray(0, most * size), size);
    const known = heldOut && rowsOf(heldOut, 0, Math.min(most, heldOut.count));
    const raw = sampleShape.length > 1 ? 'pixels' : 'coordinates';
    const measured: FeatureMetrics[] = [
      {
        features: raw,
        values: await memorizationMetrics(raw, queries, { training, heldOut: known }, this.slow),
      },
    ];
    const { digits } = this;
    if (digits !== undefined) {
      this.parts.tell('Classifying the training samples');
      const of = async ({ values }: SampleSet) => (await digits.classify(values)).features;
      const sets = { training: await of(training), heldOut: known && (await of(known)) };
      const features = await of(queries);
      const values = await memorizationMetrics(DIGIT_FEATURES_NAME, features, sets, this.slow);
      measured.push({ features: DIGIT_FEATURES_NAME, values });
    }
    this.add(measured, most);
  }

  private async parzen(sets: RealSets, fakes: Float32Array): Promise<ParzenCurve | undefined> {
    const { valueRange, sampleSize } = this.parts.run.data;
    const [low, high] = valueRange ?? [0, 1];
    /** The σ of the paper are for pixels from 0 to 1. */
    const scaled = ({ values, dimensions }: SampleSet): SampleSet =>
      sampleSet(
        values.map((value) => (value - low) / (high - low)),
        dimensions,
      );
    const split = parzenSets(sets);
    if (split === undefined) return undefined;
    const held = { validation: scaled(split.validation), test: scaled(split.test) };
    const features = valueRange === undefined ? 'coordinates' : 'pixels from 0 to 1';
    if (split.centres !== undefined) {
      const real = await parzenOf('training', scaled(split.centres), held, this.slow);
      this.baselines.add([{ features, values: valuesOf(real) }]);
    }
    const centres = sampleSet(fakes.subarray(0, this.centres * sampleSize), sampleSize);
    const estimate = await parzenOf('generated', scaled(centres), held, this.slow);
    this.add([{ features, values: valuesOf(estimate) }], centres.count);
    return {
      ...{ sigmas: PARZEN_SIGMAS, validation: estimate.validation },
      ...{ standardError: estimate.standardError, testSamples: held.test.count },
    };
  }
}

function isSlow(family: string): family is RequestedFamily {
  return (REQUESTED_FAMILIES as readonly string[]).includes(family);
}

function valuesOf({ mean, sigma }: ParzenEstimate) {
  return { parzenLogLikelihood: mean, parzenSigma: sigma };
}

/**
 * Samples that choose σ and samples that are judged: held-out ones if there are, else training samples; and, beside the
 * fakes, as many training samples as centres, where enough are left.
 */
function parzenSets({
  training,
  heldOut,
  validation: apart,
}: RealSets): (ParzenSets & { readonly centres: SampleSet | undefined }) | undefined {
  const judged = heldOut ?? training;
  if (judged === undefined) return undefined;
  const first = apart === undefined ? Math.min(PARZEN_VALIDATION, judged.count >> 1) : 0;
  const end = Math.min(judged.count, first + PARZEN_CENTRES);
  const taken = heldOut === undefined ? end : 0;
  const left = training === undefined ? 0 : training.count - taken;
  return {
    validation: apart ?? rowsOf(judged, 0, first),
    test: rowsOf(judged, first, end),
    centres:
      training !== undefined && left >= PARZEN_CENTRES
        ? rowsOf(training, taken, taken + PARZEN_CENTRES)
        : undefined,
  };
}

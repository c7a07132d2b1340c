import type { LossConfig } from '../../config/ganConfig';
import type { DistributionFigure } from '../../protocol/distribution';
import type { OutputConvention } from '../../protocol/runModel';
import { softplus, valueOnCells, weighted } from '../../theory/discriminator';
import { divergences, MASS_FLOOR, optimalValue } from '../../theory/divergences';
import { accuracyOnCells, generatorGap, meanError, valueOfSamples } from './discriminatorFigures';
import type { GeneratedSide } from './generatedSide';
import { optimalOutputs } from './optimalOutput';
import { outputOf, thresholdOf } from './outputConvention';
import type { RealSide } from './realSide';

/** Both sides, and what the discriminator makes of them: outputs a of the network. */
export interface Judged {
  readonly side: RealSide;
  readonly generated: GeneratedSide;
  /** At the centres of the cells. */
  readonly logits: Float32Array;
  readonly fakeLogits: Float32Array;
  /** Of real samples; undefined where p_g is exact, and V integrated. */
  readonly realLogits: Float32Array | undefined;
  readonly loss: LossConfig;
  readonly convention: OutputConvention;
}

type ModeFigure = 'modesCaptured' | 'highQualityShare';

/** Of p_data, the largest of a cell: cells with less than this share of it are not where the data is. */
const REGION_SHARE = 1e-4;

type MeasuredFigures = Record<Exclude<DistributionFigure, ModeFigure>, number>;

/** The figures of a step; what networks that diverge make infinite counts as undefined. */
export function measureFigures(judged: Judged): MeasuredFigures {
  const { side, generated } = judged;
  const found = divergences(side.masses, generated.masses, MASS_FLOOR);
  const best = optimalValue(found.jensenShannon);
  const figures = {
    ...found,
    jensenShannonNull: side.nullDivergence.mean,
    jensenShannonNullDeviation: side.nullDivergence.deviation,
    optimalValue: best,
    wasserstein: generated.wasserstein,
    outsideMass: generated.masses[generated.masses.length - 1],
    ...judgement(judged),
    ...game(judged, best),
  };
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number.isFinite(value) ? value : NaN]),
  ) as MeasuredFigures;
}

/** What holds for outputs of every kind. */
function judgement({
  side,
  generated,
  logits,
  fakeLogits,
  loss,
  convention,
}: Judged): Record<
  'discriminatorAccuracy' | 'discriminatorError' | 'meanReal' | 'meanFake',
  number
> {
  const [p, q] = [side.masses.subarray(0, -1), generated.masses.subarray(0, -1)];
  const of = (a: number): number => outputOf(a, convention);
  const threshold = thresholdOf(convention);
  const optimum = loss.name === 'hinge' ? undefined : optimalOutputs(loss, p, q);
  return {
    discriminatorAccuracy: Number.isNaN(threshold)
      ? NaN
      : accuracyOnCells({ p, q, logits }, threshold),
    discriminatorError:
      optimum === undefined ? NaN : meanError({ p, q }, Array.from(logits, of), optimum),
    meanReal: weighted(p, logits, of),
    meanFake: weighted(generated.weights, fakeLogits, of),
  };
}

/** The value of the game and who leaves how much of it: for outputs that are probabilities. */
function game(
  { side, generated, logits, fakeLogits, realLogits, convention }: Judged,
  best: number,
): Record<'value' | 'valueError' | 'discriminatorGap' | 'generatorGap', number> {
  if (convention.outputKind === 'score') {
    return { value: NaN, valueError: NaN, discriminatorGap: NaN, generatorGap: NaN };
  }
  const [p, q] = [side.masses.subarray(0, -1), generated.masses.subarray(0, -1)];
  const { weights } = generated;
  const outside = generated.outside.reduce(
    (sum, point) => sum - weights[point] * softplus(fakeLogits[point]),
    0,
  );
  const onCells = valueOnCells({ p, q, logits }, outside);
  const value =
    realLogits === undefined
      ? { mean: onCells, standardError: 0 }
      : valueOfSamples(realLogits, fakeLogits);
  const most = p.reduce((largest, mass) => Math.max(largest, mass), 0);
  const region = logits.filter((_, cell) => p[cell] > REGION_SHARE * most);
  return {
    value: value.mean,
    valueError: value.standardError,
    discriminatorGap: best - onCells,
    generatorGap: generatorGap({ logits: fakeLogits, weights }, region),
  };
}

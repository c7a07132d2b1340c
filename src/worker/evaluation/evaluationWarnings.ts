/** What a reader of an evaluation has to know: whole sentences. */
import { formatCount } from '../../config/formatCount';
import type { EvaluationRequest, RequestedFamily } from '../../protocol/evaluationModel';
import type { RealSets } from './realSets';

interface EvaluationFacts {
  readonly request: EvaluationRequest;
  /** That were compared. */
  readonly samples: number;
  readonly families: readonly RequestedFamily[];
  readonly sets: RealSets | undefined;
  readonly hasRuntime: boolean;
  readonly usesDigits: boolean;
  /** Why not, where somebody may expect it. */
  readonly withoutDigits: string | undefined;
}

export function evaluationWarnings(measured: EvaluationFacts): string[] {
  const { request, samples, families, hasRuntime, usesDigits, withoutDigits } = measured;
  const found = [
    'Real data: the same between two sets of real samples, mean ± standard deviation. The score counts these deviations; within ±2 the metric cannot tell the samples from real ones.',
  ];
  if (samples < request.samples) {
    found.push(
      `${formatCount(samples)} samples are compared instead of ${formatCount(request.samples)}: no more than a quarter of the data set, so that sets of real samples can be disjoint.`,
    );
  }
  if (usesDigits) {
    found.push(
      'The features of the digit classifier were learned on handwritten digits (MNIST): of other images they say little.',
    );
  }
  if (withoutDigits !== undefined) found.push(withoutDigits);
  if (families.includes('twoSample') && !hasRuntime) {
    found.push('The classifier two-sample test needs ONNX Runtime, which cannot be loaded here.');
  }
  return [...found, ...ofSets(measured)];
}

function ofSets({ families, sets }: EvaluationFacts): string[] {
  if (sets === undefined) return [];
  const { training, trainingCount, heldOut, heldOutName } = sets;
  const found: string[] = [];
  if (families.includes('memorization') && training !== undefined) {
    found.push(
      heldOut === undefined
        ? 'The run trains on all samples there are: copies are looked for against the distances of training samples to each other.'
        : `Copies are looked for against ${heldOutName}.`,
    );
    if (training.count < (trainingCount ?? 0)) {
      found.push(
        `Only ${formatCount(training.count)} of the ${formatCount(trainingCount ?? 0)} training samples were searched for copies: more do not fit into memory.`,
      );
    }
  }
  if (families.includes('parzen')) {
    found.push(
      'A Parzen estimate is there to compare with Goodfellow et al. 2014; in many dimensions it has little to do with the quality of samples (Theis et al. 2016).',
    );
    if (heldOut === undefined) {
      found.push(
        'The log-likelihood is that of training samples, since none are left out: it flatters a generator that copies. Hold some out with `data.subset`, or name others with --test-images.',
      );
    }
  }
  return found;
}

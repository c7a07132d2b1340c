/** Whether the discriminator knows its training samples by heart: its outputs on them beside those on others. */
import type { DataSet } from '../../engine/data/dataSet';
import { meanAndVariance } from '../../engine/statistics';
import { outputOf } from '../../engine/theory/outputConvention';
import type { Trainer } from '../../engine/trainer';
import type { OutputConvention } from '../../protocol/runModel';
import { EvaluationBudget } from './evaluationBudget';
import type { HeldOutData } from './heldOutData';

/** Of the training time that measuring may take. */
const BUDGET = 0.01;

/** Means of the discriminator's output, dropout off. */
export interface OverfitFigures {
  /** On samples that it has been trained on, spread over the last epoch, or over all minibatches of a density. */
  readonly trainingOutput: number;
  /** On real samples that it has never been trained on. */
  readonly heldOutOutput: number;
  /** Standard error of the difference of the two. */
  readonly heldOutError: number;
}

export interface OverfitMeterParts {
  readonly trainer: Pick<Trainer, 'discriminate' | 'discriminatorUpdates'>;
  readonly data: HeldOutData;
  readonly convention: OutputConvention;
  /** The networks are told the classes of samples. */
  readonly conditional: boolean;
  /** Seconds of training. */
  readonly trainingSeconds: () => number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export class OverfitMeter {
  private readonly budget = new EvaluationBudget(BUDGET);

  constructor(private readonly parts: OverfitMeterParts) {}

  /** To be called at an evaluation, between two steps; undefined where the budget is spent, and before any training. */
  async consider(): Promise<OverfitFigures | undefined> {
    const { trainer, now, trainingSeconds } = this.parts;
    if (trainer.discriminatorUpdates === 0 || !this.budget.allows(trainingSeconds())) return;
    const start = now();
    const figures = await this.measure();
    this.budget.spend((now() - start) / 1000);
    return figures;
  }

  private async measure(): Promise<OverfitFigures> {
    const { data, trainer } = this.parts;
    const { trained, batchSize, heldOut, heldOutBatchSize, heldOutBatches } = data;
    const numbers = trainedMinibatches(
      trainer.discriminatorUpdates,
      trained.count === undefined ? Infinity : Math.ceil(trained.count / batchSize),
      Math.ceil((heldOutBatches * heldOutBatchSize) / batchSize),
    );
    const seen = await this.moments(trained, batchSize, numbers);
    const unseen = await this.moments(heldOut, heldOutBatchSize, [
      ...Array.from({ length: heldOutBatches }).keys(),
    ]);
    return {
      trainingOutput: seen.mean,
      heldOutOutput: unseen.mean,
      heldOutError: Math.sqrt(seen.squaredError + unseen.squaredError),
    };
  }

  /** Mean of the output over minibatches, and the square of its standard error. */
  private async moments(
    data: DataSet,
    batchSize: number,
    numbers: readonly number[],
  ): Promise<{ readonly mean: number; readonly squaredError: number }> {
    const { trainer, convention, conditional } = this.parts;
    const samples = new Float32Array(batchSize * data.sampleSize);
    const classes = conditional ? new Float32Array(batchSize) : undefined;
    const outputs: number[] = [];
    for (const number of numbers) {
      data.fillMinibatch(number, samples);
      if (classes !== undefined) data.fillLabels?.(number, classes);
      const logits = await trainer.discriminate(samples, classes);
      for (const logit of logits) outputs.push(outputOf(logit, convention));
    }
    const { mean, variance } = meanAndVariance(outputs);
    return { mean, squaredError: variance / outputs.length };
  }
}

/**
 * Numbers of minibatches that have been trained on, spread evenly over the last epoch.
 * @param updates minibatches so far
 * @param epoch minibatches of an epoch
 * @param wanted how many at most
 */
export function trainedMinibatches(updates: number, epoch: number, wanted: number): number[] {
  const window = Math.min(updates, epoch);
  const count = Math.min(window, wanted);
  return Array.from(
    { length: count },
    (_, i) => updates - window + Math.floor(((i + 1) * window) / count) - 1,
  );
}

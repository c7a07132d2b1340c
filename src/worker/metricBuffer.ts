/** Metric rows on their way to the file and to the clients, in arrays allocated once. */
import type { StepResult } from '../engine/trainer';
import type { LiveSettings } from '../protocol/liveSettings';
import { METRIC_COLUMNS, type MetricRows, type OutputConvention } from '../protocol/runModel';
import { emptyColumns, sliceRows } from '../runs/tableRows';
import { outputStatistics } from './outputs';

/** Rows kept before they have to go to the file. */
export const BUFFER_ROWS = 4096;

export class MetricBuffer implements MetricRows {
  readonly step = new Int32Array(BUFFER_ROWS);
  readonly columns = emptyColumns(METRIC_COLUMNS, BUFFER_ROWS);
  private rows = 0;

  constructor(private readonly convention: OutputConvention) {}

  get length(): number {
    return this.rows;
  }

  /** Adds the row of one step; the buffer must not be full. */
  add(step: number, seconds: number, result: StepResult, settings: LiveSettings): void {
    const { columns } = this;
    const row = this.rows++;
    const real = outputStatistics(result.realLogits, this.convention);
    const fake = outputStatistics(result.fakeLogits, this.convention);
    this.step[row] = step;
    columns.seconds[row] = seconds;
    columns.discriminatorLoss[row] = result.discriminatorLoss;
    columns.generatorLoss[row] = result.generatorLoss;
    columns.meanRealOutput[row] = real.mean;
    columns.meanFakeOutput[row] = fake.mean;
    columns.realAccuracy[row] = real.above;
    columns.fakeAccuracy[row] = fake.below;
    columns.discriminatorGradientNorm[row] = result.discriminatorGradientNorm;
    columns.generatorGradientNorm[row] = result.generatorGradientNorm;
    columns.discriminatorSteps[row] = settings.discriminatorSteps;
    columns.discriminatorLearningRate[row] = result.discriminatorLearningRate;
    columns.generatorLearningRate[row] = result.generatorLearningRate;
  }

  /** Rows from `from` on, sharing memory with the buffer. */
  since(from: number): MetricRows {
    return sliceRows(METRIC_COLUMNS, this, from, this.rows);
  }

  clear(): void {
    this.rows = 0;
  }
}

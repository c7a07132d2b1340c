/** Takes down how the two players stand to each other, at some of the steps. It looks, and changes nothing. */
import type { LossConfig } from '../config/ganConfig';
import { lossGains } from '../engine/program/lossGains';
import { updateRatio } from '../engine/playerUpdates';
import type { StepResult } from '../engine/trainer';
import { BALANCE_COLUMNS, BALANCE_EVERY, type BalanceColumn } from '../protocol/balance';
import type { BalanceWriter } from '../runs/balanceFile';
import { mapColumns } from '../runs/tableRows';
import type { OverfitFigures, OverfitMeter } from './evaluation/overfit';

/** Rows reach the file at least this often. */
const FLUSH_MS = 1000;

type Figures = Readonly<Record<BalanceColumn, number>>;

export interface BalanceParts {
  readonly writer: BalanceWriter;
  readonly loss: LossConfig;
  /** Undefined where a run trains on all samples that there are. */
  readonly overfit: Pick<OverfitMeter, 'consider'> | undefined;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export class Balance {
  private rows: { readonly step: number; readonly figures: Figures }[] = [];
  private flushedAt: number;
  private readonly times = { discriminator: 0, generator: 0, steps: 0 };

  constructor(private readonly parts: BalanceParts) {
    this.flushedAt = parts.now();
  }

  /** Whether a step is to have a row for its number alone. */
  isDue(step: number): boolean {
    return step % BALANCE_EVERY === 0 || step === 1;
  }

  /** To be called after every step: what it took counts in the means of the next row. */
  note({ discriminatorTime, generatorTime }: StepResult): void {
    this.times.discriminator += discriminatorTime ?? NaN;
    this.times.generator += generatorTime ?? NaN;
    this.times.steps += 1;
  }

  /** Takes down a step that was measured, after `note`; the arrays of its result must still hold. */
  async record(result: StepResult, step: number, isEvaluation: boolean): Promise<void> {
    const overfit = isEvaluation ? await this.parts.overfit?.consider() : undefined;
    this.rows.push({ step, figures: this.figures(result, overfit) });
    Object.assign(this.times, { discriminator: 0, generator: 0, steps: 0 });
    if (this.parts.now() - this.flushedAt >= FLUSH_MS) this.flush();
  }

  private figures(result: StepResult, overfit: OverfitFigures | undefined): Figures {
    const { discriminatorLoss, discriminatorPenalty = NaN } = result;
    const gains = lossGains(result, this.parts.loss);
    const { discriminator, generator, steps } = this.times;
    return {
      discriminatorUpdateRatio: updateRatio(result.discriminatorUpdate),
      generatorUpdateRatio: updateRatio(result.generatorUpdate),
      generatorGain: gains.generator,
      otherGeneratorGain: gains.otherGenerator,
      generatorEffectiveShare: gains.generatorEffectiveShare,
      realGain: gains.real,
      fakeGain: gains.fake,
      discriminatorObjective: discriminatorLoss + discriminatorPenalty,
      discriminatorPenalty,
      discriminatorMilliseconds: discriminator / steps,
      generatorMilliseconds: generator / steps,
      trainingOutput: overfit?.trainingOutput ?? NaN,
      heldOutOutput: overfit?.heldOutOutput ?? NaN,
      heldOutError: overfit?.heldOutError ?? NaN,
    };
  }

  /** Brings every row to the file. */
  flush(): void {
    const { rows } = this;
    this.rows = [];
    this.flushedAt = this.parts.now();
    this.parts.writer.append({
      step: Int32Array.from(rows, ({ step }) => step),
      columns: mapColumns(BALANCE_COLUMNS, (column) =>
        Float32Array.from(rows, ({ figures }) => figures[column]),
      ),
    });
  }

  /** Brings every row to the disk itself, as far as the system allows. */
  async sync(): Promise<void> {
    this.flush();
    await this.parts.writer.sync();
  }

  close(): void {
    this.flush();
    this.parts.writer.close();
  }
}

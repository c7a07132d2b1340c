/** The words host, worker and panel share about how the two players of a run stand to each other. */

/**
 * Columns of `balance.arrows` besides `step` (int32); all float32. It has a row every `BALANCE_EVERY` steps, at
 * evaluations and at steps that are done one by one. Not-a-number where there is no such figure.
 */
export const BALANCE_COLUMNS = [
  /** ‖Δθ‖ / ‖θ‖ of the player's last update of the step, over all its parameters. */
  'discriminatorUpdateRatio',
  'generatorUpdateRatio',
  /**
   * Mean |∂ℓ/∂a| over the generated samples of the generator's own minibatch, where ℓ is the generator loss of one sample
   * and a the output of the discriminator's last layer: what the gradient is multiplied by on its way to the generator.
   */
  'generatorGain',
  /** What the other of the two log losses would give: minimax for the non-saturating one, and the other way round. */
  'otherGeneratorGain',
  /** (Σw)² / (n·Σw²) of those n factors w: the share of the samples that the gradient really comes from. */
  'generatorEffectiveShare',
  /** Mean |∂ℓ/∂a| of the discriminator loss over the real, and the generated, samples of its last minibatch. */
  'realGain',
  'fakeGain',
  /** All that the discriminator minimises: its loss, and what regularizers add to it. */
  'discriminatorObjective',
  /** What regularizers add. */
  'discriminatorPenalty',
  /** Milliseconds that the updates of a player took in a step, all k of the discriminator: mean since the row before. */
  'discriminatorMilliseconds',
  'generatorMilliseconds',
  /** Mean output of the discriminator, dropout off, on samples that it has been trained on; at evaluations. */
  'trainingOutput',
  /** The same on real samples that it has never been trained on. */
  'heldOutOutput',
  /** Standard error of the difference of the two. */
  'heldOutError',
] as const;
export type BalanceColumn = (typeof BALANCE_COLUMNS)[number];

/** Those that only evaluations have. */
export const OVERFIT_COLUMNS = [
  'trainingOutput',
  'heldOutOutput',
  'heldOutError',
] as const satisfies readonly BalanceColumn[];
export type OverfitColumn = (typeof OVERFIT_COLUMNS)[number];

/** Steps from a row to the next: measuring costs a few percent of a step. */
export const BALANCE_EVERY = 10;

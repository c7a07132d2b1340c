/** Algorithm 1 of Goodfellow et al. 2014 update by update: where a run stands in it, and what an update changed. */

/** Whom an update moves: the simultaneous one moves both players. */
export const UPDATE_KINDS = ['discriminator', 'generator', 'simultaneous'] as const;
export type UpdateKind = (typeof UPDATE_KINDS)[number];

/** An update's place in Algorithm 1. */
export interface UpdatePlace {
  /** The step it belongs to, counted from 1. */
  readonly step: number;
  readonly kind: UpdateKind;
  /** Among the updates of its kind in this step: 2 of 3. */
  readonly index: number;
  readonly count: number;
}

/** What one update came to for a player that it moved. */
export interface PlayerUpdate extends UpdatePlace {
  /** Loss on the minibatch of the update, without regularizers, before and after it; absent where not finite. */
  readonly lossBefore: number;
  readonly lossAfter?: number;
  /** Euclidean norm of the gradient, before any clipping. */
  readonly gradientNorm: number;
  /** ‖Δθ‖ / ‖θ‖, θ before the update; absent where θ is 0. */
  readonly updateRatio?: number;
}

/** What whoever watches the updates of a run sees. */
export interface Stepping {
  /** Updates a second while slow motion is on, else 0. */
  readonly slowMotion: number;
  /** Updates done of the step in progress; 0 between two steps. */
  readonly updatesDone: number;
  /** The update that comes next. */
  readonly next: UpdatePlace;
  /** The update that has just been done; absent while nobody watches them. */
  readonly last?: UpdatePlace;
  /** It ended a step that was done as a whole. */
  readonly wholeStep?: boolean;
  /** The newest of each player, of those that were watched. */
  readonly updates: Readonly<Partial<Record<'discriminator' | 'generator', PlayerUpdate>>>;
}

/** Most updates a second in slow motion: faster, nobody could follow. */
export const MOST_UPDATES_PER_SECOND = 20;

import {
  DIRAC_LOSSES,
  DIRAC_REGULARIZERS,
  type DiracRegularizer,
  type Point,
} from '../../../src/theory/dirac/game';
import { UPDATE_ORDERS, type DiracSetup } from '../../../src/theory/dirac/simulation';
import { keptChoice, keptNumber, type Kept } from '../experiment';

export interface DiracSettings {
  readonly setup: DiracSetup;
  readonly start: Point;
}

/** Least, most, and what a regularizer begins with: the values of the paper's figures. */
export const STRENGTHS: Readonly<
  Record<
    DiracRegularizer,
    { readonly min: number; readonly max: number; readonly standard: number }
  >
> = {
  none: { min: 0, max: 0, standard: 0 },
  r1: { min: 0, max: 3, standard: 0.3 },
  gradientPenalty: { min: 0, max: 3, standard: 0.7 },
  instanceNoise: { min: 0, max: 2, standard: 0.7 },
  consensus: { min: 0, max: 3, standard: 1 },
  weightClipping: { min: 0.1, max: 2, standard: 1 },
};

/** The paper's figures begin at (1, 1) with this step size. */
const STANDARD: DiracSettings = {
  setup: {
    game: { loss: 'minimax', regularizer: 'none', strength: 0 },
    order: 'alternating',
    discriminatorSteps: 1,
    stepSize: 0.2,
  },
  start: { theta: 1, psi: 1 },
};

/** Where the phase portrait ends. */
export const REACH = 2;
export const MOST_DISCRIMINATOR_STEPS = 20;
export const STEP_SIZES = { min: 0.02, max: 2, step: 0.02 } as const;

type Game = DiracSetup['game'];
type Other = Partial<Omit<DiracSetup, 'game'>>;

function made(game: Partial<Game> = {}, other: Other = {}): DiracSetup {
  return { ...STANDARD.setup, ...other, game: { ...STANDARD.setup.game, ...game } };
}

function regularized(
  regularizer: DiracRegularizer,
  loss: Game['loss'] = 'minimax',
  strength = STRENGTHS[regularizer].standard,
): DiracSetup {
  return made({ loss, regularizer, strength });
}

/** Where to begin, each with what it shows. */
export const PRESETS = {
  algorithm1: made(),
  simultaneous: made({}, { order: 'simultaneous' }),
  manySteps: made({}, { discriminatorSteps: 10 }),
  nonSaturating: made({ loss: 'nonSaturating' }),
  r1: regularized('r1'),
  critical: regularized('r1', 'minimax', 1),
  penalty: regularized('gradientPenalty', 'wasserstein'),
  clipping: regularized('weightClipping', 'wasserstein'),
} as const;
export type Preset = keyof typeof PRESETS;

export function isPreset(setup: DiracSetup, preset: Preset): boolean {
  return JSON.stringify(made(setup.game, setup)) === JSON.stringify(PRESETS[preset]);
}

export function keptSettings(kept: Kept): DiracSettings {
  const { setup, start } = STANDARD;
  const regularizer = keptChoice(kept['regularizer'], DIRAC_REGULARIZERS, 'none');
  const { min, max, standard } = STRENGTHS[regularizer];
  const { stepSize, discriminatorSteps } = kept;
  return {
    setup: {
      game: {
        loss: keptChoice(kept['loss'], DIRAC_LOSSES, setup.game.loss),
        regularizer,
        strength: keptNumber(kept['strength'], min, max, standard),
      },
      order: keptChoice(kept['order'], UPDATE_ORDERS, setup.order),
      discriminatorSteps: Math.round(
        keptNumber(discriminatorSteps, 1, MOST_DISCRIMINATOR_STEPS, setup.discriminatorSteps),
      ),
      stepSize: keptNumber(stepSize, STEP_SIZES.min, STEP_SIZES.max, setup.stepSize),
    },
    start: {
      theta: keptNumber(kept['theta'], -REACH, REACH, start.theta),
      psi: keptNumber(kept['psi'], -REACH, REACH, start.psi),
    },
  };
}

export function toKeep({ setup, start }: DiracSettings): Kept {
  const { game, ...others } = setup;
  return { ...game, ...others, ...start };
}

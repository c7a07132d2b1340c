/** A run that is taken update by update, as the host would tell of it. */
import type { Algorithm } from '../../src/protocol/algorithm';
import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import type { PlayerUpdate, Stepping, UpdatePlace } from '../../src/protocol/updates';
import { LAST_STEP, summary } from './ganRun';

export const algorithm: Algorithm = {
  updateOrder: 'alternating',
  batchSize: 128,
  loss: {
    name: 'nonSaturating',
    discriminatorScale: 1,
    generatorScale: 1,
    labels: { real: 1, fake: 0 },
  },
  penalties: [],
  packing: 1,
  optimizers: { discriminator: 'adam', generator: 'adam' },
};

export const STEP = LAST_STEP + 1;

/** The updates of a step with k = 3. */
export function discriminatorPlace(index: number, step = STEP): UpdatePlace {
  return { step, kind: 'discriminator', index, count: 3 };
}

export function generatorPlace(step = STEP): UpdatePlace {
  return { step, kind: 'generator', index: 1, count: 1 };
}

export function update(place: UpdatePlace, lossBefore: number): PlayerUpdate {
  return {
    ...place,
    lossBefore,
    lossAfter: lossBefore - 0.018,
    gradientNorm: 0.4123,
    updateRatio: 0.001234,
  };
}

/** Held after the second of three discriminator updates. */
export const midStep: Stepping = {
  slowMotion: 0,
  updatesDone: 2,
  next: discriminatorPlace(3),
  last: discriminatorPlace(2),
  wholeStep: false,
  updates: {
    discriminator: update(discriminatorPlace(2), 1.3522),
    generator: update(generatorPlace(LAST_STEP), 0.7213),
  },
};

/** Held between two steps, nothing seen yet. */
export const held: Stepping = {
  slowMotion: 0,
  updatesDone: 0,
  next: discriminatorPlace(1),
  updates: {},
};

export function pausedRun(
  stepping: Stepping,
  of: Partial<Algorithm> = {},
  settings: Partial<PanelSnapshot['summary']['settings']> = {},
): Partial<PanelSnapshot> {
  return {
    summary: {
      ...summary,
      state: 'paused',
      settings: { ...summary.settings, ...settings },
      algorithm: { ...algorithm, ...of },
    },
    stepping,
  };
}

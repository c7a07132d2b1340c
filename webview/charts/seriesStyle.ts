import type { BalanceColumn } from '../../src/protocol/balance';
import type { HistoryColumn, PanelColumn } from '../../src/protocol/panelProtocol';

/** What a chart over steps can show. */
export type ViewColumn = PanelColumn | HistoryColumn | Exclude<BalanceColumn, 'heldOutError'>;

/** Whose numbers a series shows. The fakes are the generator's, and so is their colour. */
export type Role = 'discriminator' | 'generator' | 'real' | 'fake';
export type MarkerShape = 'circle' | 'triangle' | 'square';

/** Colour is never the only difference: each role has its own marker too, and a dash where `lineDash` says so. */
export const seriesStyles: Record<Role, { readonly dash: number[]; readonly shape: MarkerShape }> =
  {
    discriminator: { dash: [], shape: 'circle' },
    generator: { dash: [7, 4], shape: 'triangle' },
    real: { dash: [], shape: 'square' },
    fake: { dash: [7, 4], shape: 'triangle' },
  };

/** Dashes of a curve. Noise tears them into dots, so only high contrast themes, with fewer colours, have them. */
export function lineDash(role: Role, highContrast: boolean): number[] {
  return highContrast ? seriesStyles[role].dash : [];
}

export const columnRoles: Record<ViewColumn, Role> = {
  discriminatorLoss: 'discriminator',
  generatorLoss: 'generator',
  meanRealOutput: 'real',
  meanFakeOutput: 'fake',
  value: 'discriminator',
  optimalValue: 'generator',
  discriminatorGradientNorm: 'discriminator',
  generatorGradientNorm: 'generator',
  realAccuracy: 'real',
  fakeAccuracy: 'fake',
  discriminatorUpdateRatio: 'discriminator',
  generatorUpdateRatio: 'generator',
  generatorGain: 'generator',
  // Neither player's: what would be, or how much of the minibatch counts.
  otherGeneratorGain: 'real',
  generatorEffectiveShare: 'real',
  realGain: 'real',
  fakeGain: 'fake',
  discriminatorObjective: 'discriminator',
  discriminatorPenalty: 'real',
  discriminatorMilliseconds: 'discriminator',
  generatorMilliseconds: 'generator',
  trainingOutput: 'real',
  heldOutOutput: 'discriminator',
};

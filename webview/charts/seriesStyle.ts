import type { CurveColumn } from '../../src/protocol/panelProtocol';

/** Whose numbers a series shows. The fakes are the generator's, and so is their colour. */
export type Role = 'discriminator' | 'generator' | 'real' | 'fake';
export type MarkerShape = 'circle' | 'triangle' | 'square';

/** Colour is never the only difference: each role has its own dash and marker too. */
export const seriesStyles: Record<Role, { readonly dash: number[]; readonly shape: MarkerShape }> =
  {
    discriminator: { dash: [], shape: 'circle' },
    generator: { dash: [7, 4], shape: 'triangle' },
    real: { dash: [], shape: 'square' },
    fake: { dash: [7, 4], shape: 'triangle' },
  };

export const columnRoles: Record<CurveColumn, Role> = {
  discriminatorLoss: 'discriminator',
  generatorLoss: 'generator',
  meanRealOutput: 'real',
  meanFakeOutput: 'fake',
};

import { DISTRIBUTION_FIGURES, type Distribution } from '../../src/protocol/distribution';

export const distributionFigures = (value: number) =>
  Object.fromEntries(
    DISTRIBUTION_FIGURES.map((name, i) => [name, i === 1 ? NaN : value + i]),
  ) as Distribution['figures'];

const counted = (length: number) => Float32Array.from({ length }, (_, i) => i / 7);

/** Of points in the plane, with a figure and some cells that are undefined. */
export const distribution: Distribution = {
  step: 400,
  dimensions: 2,
  method: 'smoothed',
  knownDensity: true,
  samples: 2500,
  bandwidth: [0.01, 0.02],
  low: [-1.5, -1],
  high: [1.5, 1],
  cells: 4,
  latentDimensions: 2,
  figures: distributionFigures(0.5),
  arrays: {
    dataDensity: counted(16),
    generatorDensity: counted(16),
    discriminator: counted(16),
    optimum: counted(16).fill(NaN, 3, 5),
    real: counted(10),
    fake: counted(12),
    latents: counted(8),
    images: counted(8),
    forces: counted(12),
    modes: counted(24),
  },
};

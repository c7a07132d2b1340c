/** What the host would send about runs on known densities: closed forms, so that the figures fit the pictures. */
import {
  DISTRIBUTION_FIGURES,
  type Distribution,
  type DistributionFigures,
} from '../../src/protocol/distribution';
import type { HistoryView, PanelSnapshot } from '../../src/protocol/panelProtocol';
import { makeSnapshot, randomStream, summary } from './ganRun';

export function figuresOf(part: Partial<DistributionFigures>): DistributionFigures {
  return Object.fromEntries(
    DISTRIBUTION_FIGURES.map((name) => [name, part[name] ?? Number.NaN]),
  ) as DistributionFigures;
}

const normal = (x: number, mean: number, deviation: number): number =>
  Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / deviation / Math.sqrt(2 * Math.PI);

function normals(count: number, seed: number): number[] {
  const random = randomStream(seed);
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

const none = new Float32Array();

/** p_data = N(4, ½²), p_g = N(m, s²) that comes nearer with the steps, and a D that is a little behind D*. */
export function makeLine(step: number): Distribution {
  const [low, high, cells] = [-1.1, 9.1, 512];
  const mean = 4 - 1.6 * Math.exp(-step / 4000);
  const deviation = 0.5 + 0.35 * Math.exp(-step / 4000);
  const places = Float32Array.from(
    { length: cells },
    (_, i) => low + ((i + 0.5) / cells) * (high - low),
  );
  const dataDensity = places.map((x) => normal(x, 4, 0.5));
  const generatorDensity = places.map((x) => normal(x, mean, deviation));
  const optimum = dataDensity.map((p, i) => {
    const all = p + (generatorDensity[i] ?? 0);
    return all > 1e-10 ? p / all : Number.NaN;
  });
  const latents = Float32Array.from(
    { length: 33 },
    (_, i) => 2.2 * Math.sinh((i - 16) / 12) * 0.62,
  );
  return {
    step,
    dimensions: 1,
    method: 'transport',
    knownDensity: true,
    samples: 2048,
    bandwidth: [0],
    low: [low],
    high: [high],
    cells,
    latentDimensions: 1,
    figures: figuresOf({
      ...{ value: -1.3, valueError: 0, optimalValue: -1.1634, jensenShannon: 0.1114 },
      ...{ jensenShannonNull: 0, jensenShannonNullDeviation: 0, klForward: 0.5, klReverse: 0.4 },
      ...{ totalVariation: 0.38, wasserstein: 0.8, discriminatorGap: 0.1366, generatorGap: 0.02 },
      ...{ discriminatorAccuracy: 0.55, discriminatorError: 0.1, outsideMass: 0.002 },
      ...{ meanReal: 0.51, meanFake: 0.49 },
    }),
    arrays: {
      ...{ dataDensity, generatorDensity, optimum, latents },
      discriminator: places.map((x) => 1 / (1 + Math.exp(-1.2 * (x - 3.2)))),
      images: latents.map((z) => mean + deviation * z),
      ...{ real: none, fake: none, forces: none, modes: none },
    },
  };
}

const RING = 8;

/** A ring of eight Gaussians of which the generator has found five. */
export function makePlane(step: number): Distribution {
  const cells = 64;
  const [low, high] = [-1.5, 1.5];
  const place = (i: number): number => low + ((i + 0.5) / cells) * (high - low);
  const centres = Array.from({ length: RING }, (_, mode) => {
    const angle = (2 * Math.PI * mode) / RING;
    return [Math.cos(angle), Math.sin(angle)] as const;
  });
  const density = (modes: number) =>
    Float32Array.from({ length: cells * cells }, (_, cell) => {
      const [x, y] = [place(cell % cells), place(Math.floor(cell / cells))];
      return centres
        .slice(0, modes)
        .reduce((sum, [cx, cy]) => sum + (normal(x, cx, 0.07) * normal(y, cy, 0.07)) / modes, 0);
    });
  const samples = (modes: number, count: number, seed: number) =>
    Float32Array.from(normals(2 * count, seed), (noise, i) => {
      const centre = centres[Math.floor(i / 2) % modes] ?? [0, 0];
      return (centre[i % 2] ?? 0) + 0.07 * noise;
    });
  const [dataDensity, generatorDensity] = [density(RING), density(5)];
  const optimum = dataDensity.map((p, i) => {
    const all = p + (generatorDensity[i] ?? 0);
    return all > 1e-9 ? p / all : Number.NaN;
  });
  const fake = samples(5, 2500, 3);
  const side = 21;
  const lattice = Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const row = Math.floor(i / 2 / side);
    const column = Math.floor(i / 2) % side;
    return ((i % 2 === 0 ? column : row) - 10) / 5;
  });
  return {
    step,
    dimensions: 2,
    method: 'smoothed',
    knownDensity: true,
    samples: 2500,
    bandwidth: [0.035, 0.035],
    low: [low, low],
    high: [high, high],
    cells,
    latentDimensions: 2,
    figures: figuresOf({
      ...{ value: -1.2, valueError: 0.012, optimalValue: -1.08, jensenShannon: 0.1518 },
      ...{ jensenShannonNull: 0.003, jensenShannonNullDeviation: 0.0005, klForward: 3.2 },
      ...{ klReverse: 0.47, totalVariation: 0.375, discriminatorGap: 0.12, generatorGap: 0.6 },
      ...{ discriminatorAccuracy: 0.62, discriminatorError: 0.1, meanReal: 0.55, meanFake: 0.4 },
      ...{ outsideMass: 0, modesCaptured: 5, highQualityShare: 0.985 },
    }),
    arrays: {
      ...{ dataDensity, generatorDensity, optimum, fake },
      discriminator: optimum.map((_, cell) => {
        const [x, y] = [place(cell % cells), place(Math.floor(cell / cells))];
        return 1 / (1 + Math.exp(2 * y - 0.5 * x + 3 * (Math.hypot(x, y) - 1) ** 2));
      }),
      real: samples(RING, 2500, 1),
      latents: lattice,
      images: lattice.map((z, i) => {
        const other = lattice[i % 2 === 0 ? i + 1 : i - 1] ?? 0;
        const angle = 1.6 * (i % 2 === 0 ? z : other) + 1.2;
        const radius = 1 + 0.12 * (i % 2 === 0 ? other : z);
        return radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
      }),
      forces: Float32Array.from({ length: 4 * 256 }, (_, i) => {
        const at = fake[2 * Math.floor(i / 4) + (i % 2)] ?? 0;
        return i % 4 < 2 ? at : 0.2 * (i % 4 === 2 ? -at : 0.5 - at);
      }),
      modes: Float32Array.from(centres.flatMap(([x, y], mode) => [x, y, mode < 5 ? 490 : 0])),
    },
  };
}

/** V close to −log 4 below a C(G) that stays above it: k = 1 of the experiment of one Gaussian. */
function makeHistory(toStep: number): HistoryView {
  const step = Int32Array.from({ length: toStep / 200 + 1 }, (_, i) => 200 * i);
  const random = randomStream(5);
  const series = (of: (at: number) => number) => {
    const mean = Float32Array.from(step, of);
    return { low: mean, mean, high: mean };
  };
  return {
    fromStep: 0,
    toStep,
    step,
    series: {
      value: series(() => -1.386 + 0.06 * (random() - 0.4)),
      optimalValue: series(
        (at) => -1.386 + 0.25 + 0.9 * Math.exp(-at / 800) + 0.08 * Math.sin(at / 500),
      ),
    },
  };
}

/** A snapshot of a run on a density of one or two dimensions. */
export function densitySnapshot(
  newest: Distribution,
  part: Partial<PanelSnapshot> = {},
): PanelSnapshot {
  const dimensions = newest.dimensions;
  return makeSnapshot({
    summary: {
      ...summary,
      name: dimensions === 1 ? 'gaussian' : 'ring',
      data: {
        description: dimensions === 1 ? 'Normal distribution, mean 4' : 'Ring of 8 Gaussians',
        sampleShape: [dimensions],
      },
    },
    history: makeHistory(newest.step),
    distributionSteps: Array.from({ length: newest.step / 200 + 1 }, (_, i) => 200 * i),
    distribution: newest,
    ...part,
  });
}

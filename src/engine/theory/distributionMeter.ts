/**
 * Measures p_data, p_g and the discriminator between them: figure 1 of Goodfellow et al. 2014, and the numbers of its
 * theorem 1. Only looks: forward passes, and random numbers of streams that training does not use.
 */
import type { GanConfig } from '../../config/ganConfig';
import type { Distribution, DistributionArrays } from '../../protocol/distribution';
import type { OutputConvention } from '../../protocol/runModel';
import type { DataSet } from '../data/dataSet';
import { modeStatistics, type ModeStatistics } from '../metrics/modeStatistics';
import { sampleSet } from '../metrics/sampleSet';
import { fillLatents } from '../random/latentDraws';
import type { Streams } from '../random/streams';
import type { Trainer } from '../trainer';
import { densityShape } from './densityShapes';
import { measureFigures } from './figures';
import { generatorForces } from './generatorForce';
import { findGeneratedSide, type GeneratedSide } from './generatedSide';
import { cellCentres, cellVolume, coarsened } from './grid';
import { heldOutSamples } from './heldOut';
import { optimalOutputs } from './optimalOutput';
import { outputOf } from './outputConvention';
import { exactRealSide, type RealSide, smoothedRealSide } from './realSide';
import { latentCells, latentQuantiles } from './transport';

/** Samples that p_g is found from where mass cannot be carried through G; in the plane as many as PacGAN's protocol. */
const SAMPLES = { 1: 10_000, 2: 2500 } as const;
/** Real points that stand for a density that is not known. */
const POINTS = 16_384;
/** Cells of latent space. */
const LATENT_CELLS = 2048;
/** Arrows of figure 1; lines of the lattice in the plane. */
const LATTICE = { 1: 33, 2: 21 } as const;
/** Samples whose forces are shown. */
const FORCES = 256;
/** Cells of the measurement to one that is kept, along each axis. */
const COARSENING = { 1: 4, 2: 2 } as const;

export interface MeterParts {
  readonly config: GanConfig;
  readonly trainer: Pick<Trainer, 'generate' | 'discriminate'>;
  /** Draws minibatches of `minibatchSize`; not the one that training draws from. */
  readonly data: DataSet;
  readonly minibatchSize: number;
  readonly streams: Streams;
  readonly convention: OutputConvention;
}

/**
 * Whether a run has distributions to look at: samples of one or two numbers, which the discriminator judges one at a time
 * and knows nothing else of.
 */
export function hasDistributions(config: GanConfig, sampleShape: readonly number[]): boolean {
  const [size = 0, ...others] = sampleShape;
  const { generator, discriminator } = config;
  const toldClasses =
    generator.conditioning !== undefined || discriminator.conditioning !== undefined;
  return others.length === 0 && size <= 2 && discriminator.packing === 1 && !toldClasses;
}

export class DistributionMeter {
  private readonly dimensions: 1 | 2;
  private readonly shape: ReturnType<typeof densityShape>;
  private readonly exact: boolean;
  private prepared:
    | { readonly side: RealSide; readonly real: Float32Array; readonly latents: Float32Array }
    | undefined;

  constructor(private readonly parts: MeterParts) {
    const { config, data } = parts;
    this.dimensions = data.sampleSize === 1 ? 1 : 2;
    this.shape = densityShape(config.data);
    this.exact =
      this.dimensions === 1 && this.shape !== undefined && config.generator.latent.dimension === 1;
  }

  /**
   * Measures the networks of now. Not to be called while the trainer is at work.
   * @param updates of the step after this one that have been done
   */
  async measure(step: number, updates = 0): Promise<Distribution> {
    const { config, trainer, convention } = this.parts;
    const { side, real } = (this.prepared ??= this.prepare());
    const generated = await this.generatedSide(side);
    const logits = await trainer.discriminate(cellCentres(side.grid));
    const judged = {
      side,
      generated,
      logits,
      fakeLogits: await trainer.discriminate(generated.points),
      realLogits: this.exact ? undefined : await trainer.discriminate(real),
      loss: config.loss,
      convention,
    };
    const modes =
      this.shape?.kind === 'mixture' && this.dimensions === 2
        ? modeStatistics(sampleSet(generated.points, 2), this.shape)
        : undefined;
    const kept = {
      low: side.grid.low,
      high: side.grid.high,
      cells: side.grid.cells / COARSENING[this.dimensions],
    };
    const { arrays, latentDimensions } = await this.arrays(generated, logits, modes?.counts);
    return {
      step,
      ...(updates > 0 && { updates }),
      dimensions: this.dimensions,
      method: this.exact ? 'transport' : 'smoothed',
      knownDensity: this.shape !== undefined,
      samples: this.exact ? LATENT_CELLS : SAMPLES[this.dimensions],
      bandwidth: side.bandwidth,
      ...kept,
      latentDimensions,
      figures: {
        ...measureFigures(judged),
        modesCaptured: modes?.captured ?? NaN,
        highQualityShare: modes?.highQualityShare ?? NaN,
      },
      arrays,
    };
  }

  private prepare(): NonNullable<typeof this.prepared> {
    const { dimensions, shape } = this;
    const count = SAMPLES[dimensions];
    const draw = (set: number, drawn: number = count): Float32Array =>
      heldOutSamples(this.parts.data, this.parts.minibatchSize, drawn, set);
    const side =
      this.exact && shape !== undefined
        ? exactRealSide(shape)
        : smoothedRealSide(
            shape,
            dimensions,
            (set) => draw(1 + set),
            () => draw(0, POINTS),
          );
    return { side, real: draw(0), latents: this.drawLatents(count) };
  }

  private drawLatents(count: number): Float32Array {
    const { streams, config } = this.parts;
    const { dimension, distribution } = config.generator.latent;
    const latents = new Float32Array(count * dimension);
    fillLatents(streams, 'distributionLatents', 0, distribution, latents);
    return latents;
  }

  private async generatedSide(side: RealSide): Promise<GeneratedSide> {
    const { trainer, config } = this.parts;
    const cells = this.exact
      ? latentCells(config.generator.latent.distribution, LATENT_CELLS)
      : undefined;
    const latents = cells === undefined ? this.prepared!.latents : Float32Array.from(cells.edges);
    const points = await trainer.generate('generator', latents);
    return findGeneratedSide(side, points, cells);
  }

  /** What is kept to be looked at. */
  private async arrays(
    generated: GeneratedSide,
    logits: Float32Array,
    modeCounts: ModeStatistics['counts'] | undefined,
  ): Promise<{ arrays: DistributionArrays; latentDimensions: 0 | 1 | 2 }> {
    const { convention, config, trainer } = this.parts;
    const { side, real } = this.prepared!;
    const { grid } = side;
    const factor = COARSENING[this.dimensions];
    const [p, q] = [side.masses.subarray(0, -1), generated.masses.subarray(0, -1)];
    const density = (masses: Float64Array): Float32Array =>
      coarsened(masses, grid, factor).map((mass) => mass / cellVolume(grid));
    const optimum = optimalOutputs(config.loss, p, q);
    const plane = this.dimensions === 2;
    const { latents, latentDimensions } = this.lattice();
    return {
      latentDimensions,
      arrays: {
        dataDensity: density(p),
        generatorDensity: density(q),
        discriminator: coarsened(
          logits.map((a) => outputOf(a, convention)),
          grid,
          factor,
        ),
        optimum: optimum === undefined ? new Float32Array() : coarsened(optimum, grid, factor),
        real: plane ? real : new Float32Array(),
        fake: plane ? generated.points : new Float32Array(),
        latents,
        images: latents.length === 0 ? latents : await trainer.generate('generator', latents),
        forces: plane
          ? await generatorForces(
              generated.points.subarray(0, 2 * FORCES),
              grid.low.map((low, axis) => grid.high[axis] - low),
              config.loss,
              (samples) => trainer.discriminate(samples),
            )
          : new Float32Array(),
        modes: this.modes(modeCounts),
      },
    };
  }

  private modes(counts: ModeStatistics['counts'] | undefined): Float32Array {
    if (counts === undefined || this.shape?.kind !== 'mixture') return new Float32Array();
    const { centres } = this.shape;
    return Float32Array.from(
      Array.from(counts, (count, mode) => [centres[2 * mode], centres[2 * mode + 1], count]).flat(),
    );
  }

  /** Latents of equal probability between neighbours, where there are no more axes than a lattice shows. */
  private lattice(): { latents: Float32Array; latentDimensions: 0 | 1 | 2 } {
    const { dimension, distribution } = this.parts.config.generator.latent;
    const cells = latentCells(distribution, LATENT_CELLS);
    if (dimension === 1) {
      const count = LATTICE[1] * (this.dimensions === 2 ? 8 : 1);
      return { latents: Float32Array.from(latentQuantiles(cells, count)), latentDimensions: 1 };
    }
    if (dimension !== 2 || this.dimensions !== 2) {
      return { latents: new Float32Array(), latentDimensions: 0 };
    }
    const places = latentQuantiles(cells, LATTICE[2]);
    const latents = Array.from(places, (y) => Array.from(places, (x) => [x, y])).flat(2);
    return { latents: Float32Array.from(latents), latentDimensions: 2 };
  }
}

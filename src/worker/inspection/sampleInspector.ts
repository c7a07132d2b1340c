/** What a process that has the networks tells about one sample of the grid. */
import type { GanConfig } from '../../config/ganConfig';
import { sampledNetwork } from '../../engine/savableNetworks';
import type { DataSet } from '../../engine/data/dataSet';
import { trainingImages, type TrainingImages } from '../../engine/data/images';
import {
  interpolateLatents,
  latentPath,
  walkLatents,
  walkPositions,
  waypoints,
} from '../../engine/latentPaths';
import { imageSample, type NearestImage } from '../../engine/metrics/nearestImages';
import type { LoadedNetworks } from '../../engine/trainer';
import type {
  FeatureProgress,
  InspectedInterpolation,
  InspectedNeighbours,
  InspectedSample,
  InspectedWalk,
  NeighbourSpace,
  NetworkInspection,
  NetworkRequest,
  Pictures,
  RealDistances,
  TrainingNeighbour,
} from '../../protocol/inspection';
import { RequestError } from '../controls';
import type { DigitClassifier } from '../evaluation/openDigitModel';
import type { GridLatents } from '../gridLatents';
import { shade } from '../pictures';
import type { ImagesInUse } from '../runData';
import { NeighbourSearch } from './neighbourClient';

/** Training images shown beside a sample. */
const NEIGHBOURS = 8;
/** Training images whose distance to their nearest other one is what a sample's is held against. */
const REAL_SAMPLES = 100;
const WAYPOINTS = 8;
/** Odd: the mean of the prior is among them. */
const WALK_STEPS = 9;

export interface SampleInspectorParts {
  readonly config: GanConfig;
  readonly networks: LoadedNetworks;
  /** Of images. */
  readonly data: DataSet;
  readonly images: ImagesInUse;
  readonly digits: DigitClassifier;
  readonly grid: GridLatents;
  /** Lets a task have the networks for itself. */
  readonly alone: <T>(task: () => Promise<T>) => Promise<T>;
}

/** What the generator made of some latents, and the discriminator of that. */
interface Generated {
  readonly step: number;
  /** [count, sampleSize]. */
  readonly samples: Float32Array;
  /** [count]; undefined where the discriminator judges several samples at once. */
  readonly logits: Float32Array | undefined;
}

export class SampleInspector {
  private readonly search: NeighbourSearch;
  private readonly training: TrainingImages;
  /** Training images that are known to have their features. */
  private featured = 0;

  constructor(private readonly parts: SampleInspectorParts) {
    const { set, use } = parts.images;
    const { digits } = parts;
    this.search = new NeighbourSearch(parts.images, 'missing' in digits ? undefined : digits);
    this.training = trainingImages(set, use);
  }

  /** @throws RequestError when there is no such sample or dimension */
  async inspect(request: NetworkRequest): Promise<NetworkInspection> {
    switch (request.kind) {
      case 'sample':
        return this.sample(request.sample);
      case 'neighbours':
        return this.neighbours(request.sample, request.space);
      case 'realDistances':
        return this.realDistances(request.space);
      case 'features':
        return this.features(request.milliseconds);
      case 'interpolation':
        return this.interpolation(request.sample, request.other);
      case 'walk':
        return this.walk(request.sample, request.dimension);
    }
  }

  async close(): Promise<void> {
    await this.search.close();
  }

  private async sample(sample: number): Promise<InspectedSample> {
    const { step, samples, logits } = await this.generate(this.latentOf(sample), sample);
    const logit = logits?.[0];
    return {
      ...{ kind: 'sample', step, network: this.network, pictures: this.pictures(samples) },
      ...(logit === undefined ? {} : { logit }),
      packing: this.parts.config.discriminator.packing,
    };
  }

  private async neighbours(sample: number, space: NeighbourSpace): Promise<InspectedNeighbours> {
    const { step, samples } = await this.generate(this.latentOf(sample), sample);
    const nearest = await this.search.nearest(samples, NEIGHBOURS, space);
    const size = samples.length;
    const all = new Float32Array((1 + nearest.length) * size);
    all.set(samples);
    nearest.forEach(({ image }, i) => all.set(imageSample(this.training, image), (i + 1) * size));
    return {
      ...{ kind: 'neighbours', space, step, pictures: this.pictures(all) },
      neighbours: nearest.map((one) => this.describe(one)),
      compared: this.training.count,
    };
  }

  private describe({ image, distance, mirrored }: NearestImage): TrainingNeighbour {
    const { labels, fileNames } = this.parts.images.set;
    const label = labels?.names[labels.values[image] ?? -1];
    const file = fileNames?.[image];
    return {
      ...{ image, distance, mirrored },
      ...(label === undefined ? {} : { label }),
      ...(file === undefined ? {} : { file }),
    };
  }

  private async realDistances(space: NeighbourSpace): Promise<RealDistances> {
    const distances = await this.search.realDistances(REAL_SAMPLES, space);
    return { kind: 'realDistances', space, distances, compared: this.training.count };
  }

  private async features(milliseconds: number): Promise<FeatureProgress> {
    const { digits } = this.parts;
    const { count: total } = this.training;
    if ('missing' in digits) return { kind: 'features', done: 0, total, ...digits };
    // Whoever only asks starts nothing.
    if (milliseconds > 0) this.featured = await this.search.features(milliseconds);
    return { kind: 'features', done: this.featured, total };
  }

  private async interpolation(sample: number, other: number): Promise<InspectedInterpolation> {
    const path = latentPath(this.distribution);
    const positions = waypoints(WAYPOINTS);
    const ends = [this.latentOf(sample), this.latentOf(other)] as const;
    const latents = interpolateLatents(...ends, path, positions);
    const { step, samples, logits } = await this.generate(latents, sample);
    const pictures = this.pictures(samples);
    return { kind: 'interpolation', step, pictures, positions, path, ...(logits && { logits }) };
  }

  private async walk(sample: number, dimension: number): Promise<InspectedWalk> {
    const latent = this.latentOf(sample);
    if (dimension >= latent.length) {
      throw new RequestError(`The latent vectors have ${latent.length} entries.`);
    }
    const positions = walkPositions(this.distribution, WALK_STEPS);
    const latents = walkLatents(latent, dimension, positions);
    const { step, samples, logits } = await this.generate(latents, sample);
    const pictures = this.pictures(samples);
    return { kind: 'walk', step, pictures, dimension, positions, ...(logits && { logits }) };
  }

  private get distribution(): GanConfig['generator']['latent']['distribution'] {
    return this.parts.config.generator.latent.distribution;
  }

  /** The one that the grids are drawn with. */
  private get network(): 'generator' | 'generatorEma' {
    return sampledNetwork(this.parts.networks.networks);
  }

  private latentOf(sample: number): Float32Array {
    const { count, latents } = this.parts.grid;
    if (sample >= count) throw new RequestError(`The grid has ${count} samples.`);
    const dimension = latents.length / count;
    return latents.subarray(sample * dimension, (sample + 1) * dimension);
  }

  /** Generates from latents as if they were those of a sample: with its class. */
  private async generate(latents: Float32Array, sample: number): Promise<Generated> {
    const { networks, grid, config, alone } = this.parts;
    const rows = latents.length / config.generator.latent.dimension;
    const told = grid.classes?.[sample];
    const classes = told === undefined ? undefined : new Float32Array(rows).fill(told);
    return alone(async () => {
      const samples = await networks.generate(this.network, latents, classes);
      const single = config.discriminator.packing === 1;
      const logits = single ? await networks.discriminate(samples, classes) : undefined;
      return { step: networks.step, samples, logits };
    });
  }

  private pictures(samples: Float32Array): Pictures {
    const { channels, height, width } = this.training;
    const range = this.parts.data.valueRange ?? [0, 1];
    const plane = height * width;
    const count = samples.length / (channels * plane);
    const pixels = new Uint8Array(samples.length);
    for (let i = 0; i < count * plane; i += 1) {
      const [picture, pixel] = [Math.floor(i / plane), i % plane];
      for (let channel = 0; channel < channels; channel += 1) {
        const value = samples[(picture * channels + channel) * plane + pixel] ?? 0;
        pixels[i * channels + channel] = shade(value, range);
      }
    }
    return { count, height, width, channels, pixels };
  }
}

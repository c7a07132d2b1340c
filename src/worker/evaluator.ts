/** Pictures of what the generator makes of the same latents, as training goes on. */
import { relative } from 'node:path';
import type { DataSet } from '../engine/data/dataSet';
import type { Trainer } from '../engine/trainer';
import { CLASS_COLUMNS } from '../protocol/runModel';
import { samplesFile } from '../runs/layout';
import { replaceFile } from '../runs/replaceFile';
import { type Bounds, boundsOf, histogramPicture, scatterPicture, tilePicture } from './pictures';

/** Samples in a picture of a density: a histogram or a scatter plot of fewer says little. */
export const DENSITY_SAMPLES = 2048;

export interface EvaluatorParts {
  readonly runDirectory: string;
  readonly trainer: Trainer;
  /** Draws minibatches of `DENSITY_SAMPLES` where the samples are points. */
  readonly data: DataSet;
  /** Images in a grid. */
  readonly samples: number;
  /** Names of the classes that the networks are told. */
  readonly classes: readonly string[] | undefined;
  readonly seed: number;
}

/** Encodes the picture of generated samples. */
type Draw = (fake: Float32Array, text: Record<string, string>) => Uint8Array;

export class Evaluator {
  private readonly draw: Draw;
  private readonly latents: Float32Array;
  /** Of each latent vector, for networks that are told them. */
  private readonly classes: Float32Array | undefined;
  private evaluatedStep: number | undefined;

  constructor(private readonly parts: EvaluatorParts) {
    const { data, trainer, samples } = parts;
    const isImage = data.sampleShape.length > 1;
    const grid = parts.classes && classGrid(parts.classes, samples);
    this.draw = drawingOf(data, grid);
    if (grid === undefined) {
      this.latents = trainer.fixedLatents(isImage ? samples : Math.max(samples, DENSITY_SAMPLES));
      return;
    }
    this.latents = repeatRows(trainer.fixedLatents(grid.rows), grid);
    this.classes = Float32Array.from(
      { length: grid.rows * grid.columns },
      (_, i) => i % grid.columns,
    );
  }

  /** Step of the newest picture. */
  get lastStep(): number | undefined {
    return this.evaluatedStep;
  }

  /**
   * Draws the picture of this step with the generator of now, its moving average where there is one. Answers a
   * function that writes it and answers its path in the run directory.
   */
  async evaluate(step: number): Promise<() => Promise<string>> {
    const { runDirectory, trainer, seed } = this.parts;
    const network = trainer.networks.includes('generatorEma') ? 'generatorEma' : 'generator';
    const fake = await trainer.generate(network, this.latents, this.classes);
    const text = {
      Software: 'GAN Studio',
      Step: String(step),
      Seed: String(seed),
      Network: network,
    };
    const png = this.draw(fake, text);
    this.evaluatedStep = step;
    return async () => {
      const path = samplesFile(runDirectory, step);
      await replaceFile(path, png);
      return relative(runDirectory, path).replaceAll('\\', '/');
    };
  }
}

interface ClassGrid {
  /** A latent vector each. */
  readonly rows: number;
  /** A class each. */
  readonly columns: number;
  /** For whoever opens the file. */
  readonly description: string;
}

/** As many whole rows as `samples` allow, one at least. */
function classGrid(names: readonly string[], samples: number): ClassGrid {
  const columns = Math.min(names.length, CLASS_COLUMNS);
  const rows = Math.max(1, Math.floor(samples / columns));
  const shown = names.slice(0, columns).join(', ');
  const description = `One column per class, one row per latent vector. Classes: ${shown}.`;
  return { rows, columns, description: latin1(description) };
}

/** What a text chunk of a PNG can hold. */
function latin1(text: string): string {
  return text.replace(/[^\x20-\x7e\xa1-\xff]/gu, '?');
}

/** Each latent vector once for every class. */
function repeatRows(latents: Float32Array, { rows, columns }: ClassGrid): Float32Array {
  const dimension = latents.length / rows;
  const repeated = new Float32Array(columns * latents.length);
  for (let i = 0; i < rows * columns; i += 1) {
    const from = Math.floor(i / columns) * dimension;
    repeated.set(latents.subarray(from, from + dimension), i * dimension);
  }
  return repeated;
}

/** How samples are drawn: as tiles, as a histogram or as points. @param grid of networks that are told classes */
export function drawingOf(data: DataSet, grid: ClassGrid | undefined): Draw {
  const [channels = 1, height, width] = data.sampleShape;
  if (height !== undefined && width !== undefined) {
    const range = data.valueRange ?? [0, 1];
    const shape = { channels, height, width };
    return (fake, text) => {
      const described = grid ? { ...text, Description: grid.description } : text;
      return tilePicture(fake, shape, range, described, grid?.columns);
    };
  }
  const real = new Float32Array(DENSITY_SAMPLES * data.sampleSize);
  data.fillMinibatch(0, real);
  const bounds = boundsOf(real);
  const texts = legend(bounds, data.sampleSize);
  return data.sampleSize === 1
    ? (fake, text) => histogramPicture(real, fake, bounds, { ...text, ...texts })
    : (fake, text) => scatterPicture(real, fake, data.sampleSize, bounds, { ...text, ...texts });
}

/** What the colours and axes mean, for whoever opens the file; the panel shows `Extent`. */
function legend({ low, high }: Bounds, dimensions: number): Record<string, string> {
  const range = `from ${low.toPrecision(3)} to ${high.toPrecision(3)}`;
  return {
    Description: 'Real samples purple, generated samples amber.',
    ...(dimensions > 2 ? { Coordinates: `the first two of ${dimensions}` } : {}),
    Extent: dimensions === 1 ? `x ${range}; height: share of samples` : `both axes ${range}`,
  };
}

/** Pictures of what the generator makes of the same latents, as training goes on. */
import { sampledNetwork } from '../engine/savableNetworks';
import type { DataSet } from '../engine/data/dataSet';
import type { Trainer } from '../engine/trainer';
import { pathInRun, samplesFile } from '../runs/layout';
import { replaceFile } from '../runs/replaceFile';
import type { GridLatents } from './gridLatents';
import { type Bounds, boundsOf, histogramPicture, scatterPicture, tilePicture } from './pictures';

/** Samples in a picture of a density: a histogram or a scatter plot of fewer says little. */
export const DENSITY_SAMPLES = 2048;

export interface SampleGridParts {
  readonly runDirectory: string;
  readonly trainer: Trainer;
  /** Draws minibatches of `DENSITY_SAMPLES` where the samples are points. */
  readonly data: DataSet;
  /** What is drawn; more than there are samples in a grid where the samples are points. */
  readonly grid: GridLatents;
  readonly seed: number;
}

/** Encodes the picture of generated samples. */
type Draw = (fake: Float32Array, text: Record<string, string>) => Uint8Array;

export class SampleGrid {
  private readonly encode: Draw;
  private drawnStep: number | undefined;

  constructor(private readonly parts: SampleGridParts) {
    this.encode = drawingOf(parts.data, parts.grid);
  }

  /** Step of the newest picture. */
  get lastStep(): number | undefined {
    return this.drawnStep;
  }

  /**
   * Draws the picture of this step with the generator of now, its moving average where there is one. Answers a
   * function that writes it and answers its path in the run directory.
   */
  async draw(step: number): Promise<() => Promise<string>> {
    const { runDirectory, trainer, grid, seed } = this.parts;
    const network = sampledNetwork(trainer.networks);
    const fake = await trainer.generate(network, grid.latents, grid.classes);
    const text = {
      Software: 'GAN Studio',
      Step: String(step),
      Seed: String(seed),
      Network: network,
    };
    const png = this.encode(fake, text);
    this.drawnStep = step;
    return async () => {
      const path = samplesFile(runDirectory, step);
      await replaceFile(path, png);
      return pathInRun(runDirectory, path);
    };
  }
}

/** How samples are drawn: as tiles, as a histogram or as points. */
export function drawingOf(
  data: DataSet,
  { columns, description }: Pick<GridLatents, 'columns' | 'description'> = {},
): Draw {
  const drawTiles = tileDrawing(data, columns);
  if (drawTiles !== undefined) {
    return (fake, text) =>
      drawTiles(fake, description === undefined ? text : { ...text, Description: description });
  }
  const real = new Float32Array(DENSITY_SAMPLES * data.sampleSize);
  data.fillMinibatch(0, real);
  const bounds = boundsOf(real);
  const texts = legend(bounds, data.sampleSize);
  return data.sampleSize === 1
    ? (fake, text) => histogramPicture(real, fake, bounds, { ...text, ...texts })
    : (fake, text) => scatterPicture(real, fake, data.sampleSize, bounds, { ...text, ...texts });
}

/**
 * How images are drawn; undefined for samples that are none.
 *
 * @param columns images in a row; as square as possible by default
 */
export function tileDrawing(
  { sampleShape, valueRange: range = [0, 1] }: Pick<DataSet, 'sampleShape' | 'valueRange'>,
  columns?: number,
): Draw | undefined {
  const [channels = 1, height, width] = sampleShape;
  if (height === undefined || width === undefined) return undefined;
  const shape = { channels, height, width };
  return (fake, text) => tilePicture(fake, shape, range, text, columns);
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

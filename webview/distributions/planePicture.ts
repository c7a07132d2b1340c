/** What a distribution in the plane looks like, made once for each: a picture of the map, and paths in the unit square. */
import type { Distribution } from '../../src/protocol/distribution';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import type { HeatMap } from '../choices';
import type { PanelTheme } from '../theme';
import { contourSegments } from './contours';

/** Of the highest density of the data. */
const LEVELS = [0.1, 0.4, 0.8];
/** The strongest colour of the map leaves points and lines legible. */
const STRENGTH = 0.6;
/** Length of the longest arrow, in the unit square. */
const LONGEST_ARROW = 0.07;

/** Of a place of the data in the unit square of the grid, y upwards. */
export function unit({ low, high }: Distribution, axis: number, value: number): number {
  const [start = 0, end = 1] = [low[axis], high[axis]];
  return (value - start) / (end - start);
}

/** Red, green and blue of an `rgba()` colour. */
function channels(colour: string): readonly number[] {
  return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** −1 where an output says generated, 1 where it says real, as far as it says so. */
function mapValues(
  { arrays }: Distribution,
  map: Exclude<HeatMap, 'none'>,
  equilibrium: LossEquilibrium | undefined,
): Float32Array {
  const { discriminator, optimum } = arrays;
  const middle =
    equilibrium?.output ?? (equilibrium?.outputKind === 'score' ? mean(discriminator) : 0.5);
  const isScore = equilibrium?.outputKind === 'score';
  if (map === 'difference') {
    const scale = isScore ? spread(discriminator, middle) : 1;
    return discriminator.map((output, cell) => (output - (optimum[cell] ?? Number.NaN)) / scale);
  }
  const values = map === 'optimum' ? optimum : discriminator;
  const scale = isScore ? spread(values, middle) : 0.5;
  return values.map((output) => (output - middle) / scale);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: Float32Array, middle: number): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value - middle) || 0), 0) || 1;
}

/** A picture of the map, a pixel a cell, the first row on top; transparent where the output is undecided. */
export function mapPicture(
  distribution: Distribution,
  map: Exclude<HeatMap, 'none'>,
  equilibrium: LossEquilibrium | undefined,
  theme: PanelTheme,
): HTMLCanvasElement {
  const { cells } = distribution;
  const canvas = document.createElement('canvas');
  canvas.width = cells;
  canvas.height = cells;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(cells, cells);
  const [real, fake] = [channels(theme.real), channels(theme.generator)];
  mapValues(distribution, map, equilibrium).forEach((value, cell) => {
    if (Number.isNaN(value)) return;
    const row = cells - 1 - Math.floor(cell / cells);
    const colour = value > 0 ? real : fake;
    const alpha = 255 * STRENGTH * Math.min(1, Math.abs(value));
    image.data.set([...colour, alpha], 4 * (row * cells + (cell % cells)));
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Lines in the unit square: as x, y, x, y, and as a path of a canvas. */
export interface Lines {
  readonly segments: readonly number[];
  readonly path: Path2D;
}

function linesOf(segments: readonly number[]): Lines {
  const path = new Path2D();
  traceSegments(path, segments);
  return { segments, path };
}

export function traceSegments(
  path: Pick<CanvasPath, 'moveTo' | 'lineTo'>,
  segments: readonly number[],
): void {
  for (let i = 0; i < segments.length; i += 4) {
    path.moveTo(segments[i] ?? 0, segments[i + 1] ?? 0);
    path.lineTo(segments[i + 2] ?? 0, segments[i + 3] ?? 0);
  }
}

export function contourLines(
  { arrays, cells }: Distribution,
  of: 'dataDensity' | 'generatorDensity',
): Lines {
  const most = arrays.dataDensity.reduce((highest, value) => Math.max(highest, value), 0);
  return linesOf(LEVELS.flatMap((level) => contourSegments(arrays[of], cells, level * most)));
}

/** What G makes of a lattice of latents: a line, or two families of them. */
export function latticeLines(distribution: Distribution): Lines {
  const { images } = distribution.arrays;
  const count = images.length / 2;
  const side = distribution.latentDimensions === 2 ? Math.round(Math.sqrt(count)) : count;
  const segments: number[] = [];
  const join = (from: number, to: number): void => {
    const places = [from, to].flatMap((index) =>
      [0, 1].map((axis) => unit(distribution, axis, images[2 * index + axis] ?? Number.NaN)),
    );
    if (places.every(Number.isFinite)) segments.push(...places);
  };
  for (let index = 0; index < count; index += 1) {
    if ((index + 1) % side !== 0 && index + 1 < count) join(index, index + 1);
    if (distribution.latentDimensions === 2 && index + side < count) join(index, index + side);
  }
  return linesOf(segments);
}

/** Arrows of lengths in proportion to the push, the strongest of them of a fixed length. */
export function forceArrows(distribution: Distribution): Float32Array {
  const { forces } = distribution.arrays;
  const spans = [0, 1].map(
    (axis) => (distribution.high[axis] ?? 1) - (distribution.low[axis] ?? 0),
  );
  const lengths = Float32Array.from({ length: forces.length / 4 }, (_, i) =>
    Math.hypot(
      (forces[4 * i + 2] ?? 0) * (spans[0] ?? 1),
      (forces[4 * i + 3] ?? 0) * (spans[1] ?? 1),
    ),
  );
  // The few strongest ones would leave no length to the others.
  const scale = lengths.toSorted()[Math.floor(0.95 * lengths.length)] || 1;
  const arrows = new Float32Array(forces.length);
  lengths.forEach((length, i) => {
    const x = unit(distribution, 0, forces[4 * i] ?? 0);
    const y = unit(distribution, 1, forces[4 * i + 1] ?? 0);
    const factor = (LONGEST_ARROW * Math.min(1, length / scale)) / (length || 1);
    arrows.set(
      [
        x,
        y,
        x + factor * (forces[4 * i + 2] ?? 0) * (spans[0] ?? 1),
        y + factor * (forces[4 * i + 3] ?? 0) * (spans[1] ?? 1),
      ],
      4 * i,
    );
  });
  return arrows;
}

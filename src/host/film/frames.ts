/** The pictures of a run as frames of a film: opaque, in RGB, all of one size. */
import { formatCount } from '../../config/formatCount';
import { type Colour, onGround, type Raster } from '../../dataFiles/images/raster';
import { decodePng } from '../../dataFiles/images/png';
import { describeCause } from '../../runs/fileSystemCause';
import { readSamples } from '../../runs/samples';

/** Between tiles, and below the points and bars of a density. */
const GROUND: Readonly<Record<'tiles' | 'density', Colour>> = {
  tiles: [128, 128, 128],
  density: [255, 255, 255],
};

/** At most so many of some steps, evenly spaced, the first and the last among them. */
export function spacedSteps(steps: readonly number[], most: number): number[] {
  if (steps.length <= most) return [...steps];
  return Array.from(
    { length: most },
    (_, i) => steps[Math.round((i * (steps.length - 1)) / (most - 1))] ?? 0,
  );
}

/** The picture of a step without transparency. @throws Error when it is absent or no picture */
export async function readFrame(
  runDirectory: string,
  step: number,
  kind: 'tiles' | 'density',
): Promise<Raster> {
  try {
    const png = await readSamples(runDirectory, step);
    return onGround(decodePng(Buffer.from(png)), 3, GROUND[kind]);
  } catch (error) {
    throw new Error(
      `The picture of step ${formatCount(step)} cannot be read: ${describeCause(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/** A raster in one colour. */
export function plainRaster(width: number, height: number, colour: Colour): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 3) data.set(colour, i);
  return { width, height, channels: 3, data };
}

/** Copies a rectangle of RGB pixels from one raster into another; what lies outside of either is cut. */
export function copyRectangle(
  from: Raster,
  source: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  },
  to: Raster,
  target: { readonly x: number; readonly y: number },
): void {
  const width = Math.min(source.width, from.width - source.x, to.width - target.x);
  const height = Math.min(source.height, from.height - source.y, to.height - target.y);
  for (let row = 0; row < height; row += 1) {
    const start = 3 * ((source.y + row) * from.width + source.x);
    const line = from.data.subarray(start, start + 3 * width);
    to.data.set(line, 3 * ((target.y + row) * to.width + target.x));
  }
}

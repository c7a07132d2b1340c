/** Where the samples stand in the picture of a grid: the worker draws it so, the panel and the films take it apart. */

/** Small images are enlarged to tiles of about this many pixels. */
const TILE_PIXELS = 48;
/** Transparent pixels between two tiles. */
export const TILE_GAP = 2;

/** How many pixels of the picture a pixel of a sample is wide and high. */
export function tileScale(height: number, width: number): number {
  return Math.max(1, Math.round(TILE_PIXELS / Math.max(height, width)));
}

/** A grid of tiles, row by row; the last row may be incomplete. All lengths in pixels of the picture. */
export interface TileGrid {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/**
 * The grid in a picture of samples of a shape; undefined where the picture has no such tiles.
 * @param sampleShape of one sample; [channels, height, width] for images
 */
export function tileGrid(
  picture: { readonly width: number; readonly height: number },
  sampleShape: readonly number[],
): TileGrid | undefined {
  const [, height, width] = sampleShape;
  if (height === undefined || width === undefined) return undefined;
  const scale = tileScale(height, width);
  const [tileWidth, tileHeight] = [scale * width, scale * height];
  const columns = (picture.width + TILE_GAP) / (tileWidth + TILE_GAP);
  const rows = (picture.height + TILE_GAP) / (tileHeight + TILE_GAP);
  if (!Number.isInteger(columns) || !Number.isInteger(rows)) return undefined;
  return { columns, rows, tileWidth, tileHeight };
}

/** Left upper corner of a tile. */
export function tileCorner(
  { columns, tileWidth, tileHeight }: TileGrid,
  tile: number,
): { readonly x: number; readonly y: number } {
  return {
    x: (tile % columns) * (tileWidth + TILE_GAP),
    y: Math.floor(tile / columns) * (tileHeight + TILE_GAP),
  };
}

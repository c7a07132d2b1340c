import { withAlpha } from '../theme';

/** What each pattern was made of: a pattern itself does not tell. */
const colours = new WeakMap<CanvasPattern, string>();

/** Diagonal lines in a colour: what tells the fakes from the real ones without colour. */
export function hatching(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const context = tile.getContext('2d');
  if (context === null) return colour;
  const lines = withAlpha(colour, 0.7);
  context.strokeStyle = lines;
  context.lineWidth = 1.25;
  context.beginPath();
  for (const offset of [-8, 0, 8]) {
    context.moveTo(offset, 8);
    context.lineTo(offset + 8, 0);
  }
  context.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) return colour;
  colours.set(pattern, lines);
  return pattern;
}

/** The colour of the lines of a hatching. */
export function hatchedColour(pattern: CanvasPattern): string {
  return colours.get(pattern) ?? '#000';
}

import type { ReferenceLine } from './curveSpecs';

/** From a line to the middle of its label, in pixels. */
const ABOVE = -9;
const BELOW = 10;
/** What a label takes up. */
const LABEL_HEIGHT = 14;
/** Between the label and the side of the plot. */
const SIDE = 6;
/** So much less of a label must be crossed for it to leave the place where labels are looked for. */
const CLEARLY_BETTER = 0.1;

/** Along the line; the right end comes first: there the eye looks for the newest values. */
const POSITIONS = ['end', 'start', 'center'] as const;
type Position = (typeof POSITIONS)[number];

/** In pixels from the left top corner of the plot. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface LabelledPlot {
  /** In pixels, as everything here. */
  readonly width: number;
  readonly height: number;
  /** From the top of the plot to a value. */
  readonly toY: (value: number) => number;
  readonly measure: (text: string) => number;
  /** Share of a box's width in which curves run through it. */
  readonly crossed: (box: Box) => number;
}

export interface PlacedLabel {
  readonly text: string;
  readonly position: Position;
  /** From the line to the middle of the label, in pixels downwards. */
  readonly yAdjust: number;
}

interface Candidate {
  readonly position: Position;
  readonly yAdjust: number;
  readonly box: Box;
}

function candidates(plot: LabelledPlot, y: number, text: string): Candidate[] {
  const width = plot.measure(text);
  const lefts = {
    start: SIDE,
    center: (plot.width - width) / 2,
    end: plot.width - SIDE - width,
  };
  return POSITIONS.flatMap((position) =>
    [ABOVE, BELOW].map((yAdjust) => {
      const [left, top] = [lefts[position], y + yAdjust - LABEL_HEIGHT / 2];
      const box = { left, right: left + width, top, bottom: top + LABEL_HEIGHT };
      return { position, yAdjust, box };
    }),
  ).filter(({ box }) => box.top >= 0 && box.bottom <= plot.height + LABEL_HEIGHT / 2);
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}

/** The first place in which curves cross the label clearly less than in the ones before. */
function clearest(plot: LabelledPlot, places: readonly Candidate[]): Candidate | undefined {
  let best: { readonly place: Candidate; readonly crossed: number } | undefined;
  for (const place of places) {
    const crossed = plot.crossed(place.box);
    if (best === undefined || crossed < best.crossed - CLEARLY_BETTER) best = { place, crossed };
  }
  return best?.place;
}

/**
 * The label at each line, by the line's index: where the curves leave it legible. Lines so close that their labels
 * would overlap share the label of the topmost: on an axis that spans many powers of ten all of them lie at nought.
 */
export function placeLabels(
  references: readonly Pick<ReferenceLine, 'value' | 'plotLabel'>[],
  plot: LabelledPlot,
): ReadonlyMap<number, PlacedLabel> {
  const placed = new Map<number, PlacedLabel>();
  const boxes: Box[] = [];
  let last: number | undefined;
  const order = [...references.keys()].sort(
    (a, b) => (references[b]?.value ?? 0) - (references[a]?.value ?? 0),
  );
  for (const index of order) {
    const { value, plotLabel } = references[index] ?? {};
    if (value === undefined || plotLabel === undefined) continue;
    const y = plot.toY(value);
    const lastY = last === undefined ? -Infinity : plot.toY(references[last]?.value ?? 0);
    const above = last === undefined ? undefined : placed.get(last);
    const free = candidates(plot, y, plotLabel).filter(
      ({ box }) => !boxes.some((other) => overlap(box, other)),
    );
    const place = y - lastY < LABEL_HEIGHT ? undefined : clearest(plot, free);
    if (place !== undefined) {
      placed.set(index, { text: plotLabel, position: place.position, yAdjust: place.yAdjust });
      boxes.push(place.box);
      last = index;
    } else if (last !== undefined && above !== undefined) {
      placed.set(last, { ...above, text: `${above.text},  ${plotLabel}` });
    }
  }
  return placed;
}

/** A curve in pixels of the plot; not-a-number where it has a gap. */
export interface DrawnCurve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Share of the width of a box in which a curve runs through it. */
export function crossedBy(
  curves: readonly DrawnCurve[],
  { left, right, top, bottom }: Box,
): number {
  const taken = new Set<number>();
  for (const { x, y } of curves) {
    for (let i = 1; i < x.length; i += 1) {
      const [x0 = NaN, x1 = NaN] = [x[i - 1], x[i]];
      if (!(x1 >= left && x0 <= right)) continue;
      const [y0 = NaN, y1 = NaN] = [y[i - 1], y[i]];
      if (!(Math.max(y0, y1) >= top && Math.min(y0, y1) <= bottom)) continue;
      for (let pixel = Math.max(left, x0); pixel < Math.min(right, x1); pixel += 1) {
        taken.add(Math.round(pixel));
      }
    }
  }
  return taken.size / Math.max(1, right - left);
}

import type { ReferenceLine } from './curveSpecs';
import type { ValueRange } from './valueRange';

/** From a line to the middle of its label, in pixels: above the line, or below it where above there is no room. */
const ABOVE = -9;
const BELOW = 10;
/** What a label takes up. */
const LABEL_HEIGHT = 14;

export interface PlacedLabel {
  readonly text: string;
  /** From the line to the middle of the label, in pixels downwards. */
  readonly yAdjust: number;
}

/**
 * The label at each line, by the line's index. Lines so close that their labels would overlap share the label of the
 * topmost: on an axis that spans many powers of ten all of them lie at nought.
 * @param height of the plot, in pixels
 */
export function placeLabels(
  references: readonly Pick<ReferenceLine, 'value' | 'plotLabel'>[],
  { min, max }: ValueRange,
  height: number,
): ReadonlyMap<number, PlacedLabel> {
  const placed = new Map<number, PlacedLabel>();
  let last: { readonly index: number; readonly middle: number } | undefined;
  const order = [...references.keys()].sort(
    (a, b) => (references[b]?.value ?? 0) - (references[a]?.value ?? 0),
  );
  for (const index of order) {
    const { value, plotLabel } = references[index] ?? {};
    if (value === undefined || plotLabel === undefined) continue;
    const y = ((max - value) / (max - min)) * height;
    const yAdjust = y + ABOVE < LABEL_HEIGHT / 2 ? BELOW : ABOVE;
    const above = last === undefined ? undefined : placed.get(last.index);
    if (last !== undefined && above !== undefined && y + yAdjust - last.middle < LABEL_HEIGHT) {
      placed.set(last.index, { ...above, text: `${above.text},  ${plotLabel}` });
      continue;
    }
    placed.set(index, { text: plotLabel, yAdjust });
    last = { index, middle: y + yAdjust };
  }
  return placed;
}

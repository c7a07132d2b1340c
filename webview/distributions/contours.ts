/** Lines of equal density, by marching squares. */

/**
 * @param values [cells, cells], y before x
 * @returns segments as x, y, x, y in the unit square, y upwards
 */
export function contourSegments(values: Float32Array, cells: number, level: number): number[] {
  const segments: number[] = [];
  const at = (column: number, row: number): number => values[row * cells + column] ?? 0;
  for (let row = 0; row < cells - 1; row += 1) {
    for (let column = 0; column < cells - 1; column += 1) {
      const corners = [
        at(column, row),
        at(column + 1, row),
        at(column + 1, row + 1),
        at(column, row + 1),
      ];
      addSegments(segments, corners, column, row, level, cells);
    }
  }
  return segments;
}

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Joins, two by two, the places where the edges of one square cross the level. */
function addSegments(
  segments: number[],
  corners: readonly number[],
  column: number,
  row: number,
  level: number,
  cells: number,
): void {
  const crossings: number[] = [];
  for (let edge = 0; edge < 4; edge += 1) {
    const next = (edge + 1) % 4;
    const from = corners[edge] ?? 0;
    const to = corners[next] ?? 0;
    if (from < level === to < level) continue;
    const share = (level - from) / (to - from);
    const [startX, startY] = CORNERS[edge] ?? [0, 0];
    const [endX, endY] = CORNERS[next] ?? [0, 0];
    // Values stand at the centres of their cells.
    crossings.push(
      (column + 0.5 + startX + share * (endX - startX)) / cells,
      (row + 0.5 + startY + share * (endY - startY)) / cells,
    );
  }
  if (crossings.length >= 4) segments.push(...crossings);
}

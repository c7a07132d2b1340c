/** Above a picture: what the page has beside the chart. */
import { traceMarker } from '../charts/bandPlugin';
import { axisFont, textMeasure } from '../charts/chartOptions';
import type { MarkerShape } from '../charts/seriesStyle';
import type { PanelTheme } from '../theme';
import type { Pen } from './pen';

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** Of a line; none for points. */
  readonly line?: { readonly dash: readonly number[]; readonly width: number };
  readonly shape?: MarkerShape | undefined;
}

/** Where the entries stand, for a picture of a width. */
export interface Legend {
  readonly entries: readonly (LegendEntry & { readonly x: number; readonly y: number })[];
  readonly height: number;
}

const ROW = 22;
const MARGIN = 2;
const LINE = 24;
const POINT = 8;
const GAP = 8;

/** Entries side by side from a left edge, in as many rows as the width asks for. */
export function layOutLegend(
  entries: readonly LegendEntry[],
  theme: PanelTheme,
  left: number,
  width: number,
): Legend {
  const measure = textMeasure(axisFont(theme));
  let [x, row] = [left, 0];
  const placed = entries.map((entry) => {
    const length = keyLength(entry) + GAP + measure(entry.label);
    if (x > left && x + length > width) [x, row] = [left, row + 1];
    const at = { ...entry, x, y: MARGIN + (row + 0.5) * ROW };
    x += length + 3 * GAP;
    return at;
  });
  return { entries: placed, height: placed.length === 0 ? 0 : MARGIN + (row + 1) * ROW };
}

function keyLength({ line }: LegendEntry): number {
  return line === undefined ? POINT : LINE;
}

export function drawLegend(pen: Pen, { entries }: Legend, theme: PanelTheme): void {
  pen.save();
  const { size, family } = axisFont(theme);
  pen.font = `${size}px ${family}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const entry of entries) {
    drawKey(pen, entry, entry.x, entry.y);
    pen.fillStyle = theme.foreground;
    pen.fillText(entry.label, entry.x + keyLength(entry) + GAP, entry.y);
  }
  pen.restore();
}

function drawKey(pen: Pen, entry: LegendEntry, x: number, y: number): void {
  const { colour, line, shape } = entry;
  if (line !== undefined) {
    pen.strokeStyle = colour;
    pen.lineWidth = line.width;
    pen.setLineDash([...line.dash]);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + LINE, y);
    pen.stroke();
    pen.setLineDash([]);
  }
  if (shape === undefined) return;
  pen.fillStyle = colour;
  traceMarker(pen, shape, x + keyLength(entry) / 2, y);
  pen.fill();
}

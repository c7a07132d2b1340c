import type { Chart, Plugin } from 'chart.js';

export interface CursorLine {
  readonly step: number;
  readonly colour: string;
  readonly dash: readonly number[];
}

function drawLine(chart: Chart, { step, colour, dash }: CursorLine): void {
  const scale = chart.scales['x'];
  if (scale === undefined || step < scale.min || step > scale.max) return;
  const x = Math.round(scale.getPixelForValue(step)) + 0.5;
  const { ctx, chartArea } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.setLineDash([...dash]);
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
}

/** Vertical lines that all charts over steps share: the pointer, and the step of the samples on show. */
export function cursorPlugin(lines: () => readonly CursorLine[]): Plugin<'line'> {
  return {
    id: 'ganCursor',
    afterDatasetsDraw: (chart) => {
      for (const line of lines()) drawLine(chart, line);
    },
  };
}

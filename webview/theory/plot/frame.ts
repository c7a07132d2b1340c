/** Axes of figures in SVG: they take their colours from the style sheet, and parts of them can be focused. */
import { svg, type SVGTemplateResult } from 'lit';

type Range = readonly [low: number, high: number];

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
  readonly fromX: (pixel: number) => number;
  readonly fromY: (pixel: number) => number;
}

interface FrameOptions {
  readonly width: number;
  readonly height: number;
  readonly x: Range;
  readonly y: Range;
  readonly margins?: {
    readonly left?: number;
    readonly right?: number;
    readonly top?: number;
    readonly bottom?: number;
  };
}

export function makeFrame({ width, height, x, y, margins = {} }: FrameOptions): Frame {
  const left = margins.left ?? 36;
  const right = width - (margins.right ?? 12);
  const top = margins.top ?? 14;
  const bottom = height - (margins.bottom ?? 26);
  const [unitX, unitY] = [(right - left) / (x[1] - x[0]), (bottom - top) / (y[1] - y[0])];
  return {
    ...{ width, height, left, right, top, bottom },
    toX: (value) => left + (value - x[0]) * unitX,
    toY: (value) => bottom - (value - y[0]) * unitY,
    fromX: (pixel) => x[0] + (pixel - left) / unitX,
    fromY: (pixel) => y[0] + (bottom - pixel) / unitY,
  };
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export function xTicks(frame: Frame, ticks: readonly Tick[], name: string): SVGTemplateResult {
  const { bottom, left, right, toX } = frame;
  return svg`<g class="axis" aria-hidden="true">
    <line x1=${left} x2=${right} y1=${bottom + 0.5} y2=${bottom + 0.5} />
    ${ticks.map(({ at, text }) => svg`<text x=${toX(at)} y=${bottom + 16} text-anchor="middle">${text}</text>`)}
    <text x=${right} y=${bottom - 6} text-anchor="end">${name}</text>
  </g>`;
}

/** @param side where the numbers stand */
export function yTicks(
  frame: Frame,
  ticks: readonly Tick[],
  name: string,
  side: 'left' | 'right' = 'left',
): SVGTemplateResult {
  const { left, right, top, toY } = frame;
  const x = side === 'left' ? left - 6 : right + 6;
  const anchor = side === 'left' ? 'end' : 'start';
  return svg`<g class="axis" aria-hidden="true">
    ${ticks.map(
      ({ at, text }) => svg`<line class="grid" x1=${left} x2=${right} y1=${toY(at)} y2=${toY(at)} />
        <text x=${x} y=${toY(at) + 4} text-anchor=${anchor}>${text}</text>`,
    )}
    <text x=${side === 'left' ? 2 : right + 30} y=${top - 4} text-anchor=${side === 'left' ? 'start' : 'end'}>${name}</text>
  </g>`;
}

/** Through the points; broken where a value is not finite. */
export function linePath(
  { toX, toY }: Pick<Frame, 'toX' | 'toY'>,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): string {
  let path = '';
  let drawing = false;
  for (let i = 0; i < xs.length; i += 1) {
    const [x, y] = [toX(xs[i] ?? NaN), toY(ys[i] ?? NaN)];
    const there = Number.isFinite(x) && Number.isFinite(y);
    if (there) path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    drawing = there;
  }
  return path;
}

/** Place of a pointer in the figure's own pixels, whatever size it is shown in. */
export function pointerPlace(
  event: PointerEvent,
  { width, height }: Pick<Frame, 'width' | 'height'>,
): { readonly x: number; readonly y: number } {
  const figure = (event.currentTarget as Element).closest('svg');
  const box = (figure ?? (event.currentTarget as Element)).getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * width,
    y: ((event.clientY - box.top) / box.height) * height,
  };
}

/** Listeners that follow a pressed pointer over an element until it is let go. */
export function dragging(move: (event: PointerEvent) => void): {
  readonly down: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
} {
  return {
    down: (event) => {
      if (event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      move(event);
    },
    move: (event) => {
      if ((event.currentTarget as Element).hasPointerCapture(event.pointerId)) move(event);
    },
  };
}

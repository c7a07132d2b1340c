import type { Chart } from 'chart.js';
import type { StepRange } from '../choices';

/** A press that moves less than this is a click. */
const DRAG_THRESHOLD = 6;
/** Pixels of the wheel that double what is shown. */
const WHEEL_DOUBLING = 200;

export interface GestureHandlers {
  readonly zoom: (range: StepRange) => void;
  readonly pin: (step: number) => void;
  /** @param share of the plot's width, to the right when positive, since the drag began */
  readonly pan: (share: number, from: StepRange) => void;
  /** @param at share of the plot's width that stays where it is */
  readonly enlarge: (factor: number, at: number) => void;
  readonly shown: () => StepRange;
}

type Drag =
  | { readonly type: 'select'; readonly start: number }
  | { readonly type: 'pan'; readonly start: number; readonly from: StepRange };

/** Drag a range of steps, drag the axis (or with Shift the plot) to move, click a step, Ctrl and the wheel to zoom. */
class Gestures {
  readonly #selection: HTMLElement;
  readonly #chart: () => Chart | undefined;
  readonly #handlers: GestureHandlers;
  #drag: Drag | undefined;

  constructor(selection: HTMLElement, chart: () => Chart | undefined, handlers: GestureHandlers) {
    this.#selection = selection;
    this.#chart = chart;
    this.#handlers = handlers;
  }

  readonly press = (event: PointerEvent): void => {
    const area = this.#chart()?.chartArea;
    if (event.button !== 0 || area === undefined) return;
    if (event.offsetX < area.left || event.offsetX > area.right) return;
    const start = event.offsetX;
    const onAxis = event.offsetY > area.bottom;
    this.#drag =
      event.shiftKey || onAxis
        ? { type: 'pan', start, from: this.#handlers.shown() }
        : { type: 'select', start };
    if (event.target instanceof Element) event.target.setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const area = this.#chart()?.chartArea;
    if (this.#drag === undefined || area === undefined) return;
    if (this.#drag.type === 'pan') {
      const { start, from } = this.#drag;
      this.#handlers.pan((event.offsetX - start) / area.width, from);
      return;
    }
    const { start } = this.#drag;
    const x = this.#within(event);
    const { style } = this.#selection;
    this.#selection.hidden = Math.abs(x - start) < DRAG_THRESHOLD;
    style.left = `${Math.min(x, start)}px`;
    style.width = `${Math.abs(x - start)}px`;
    style.top = `${area.top}px`;
    style.height = `${area.bottom - area.top}px`;
  };

  readonly release = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.cancel();
    if (drag?.type !== 'select') return;
    const end = this.#within(event);
    if (Math.abs(end - drag.start) < DRAG_THRESHOLD) {
      this.#handlers.pin(this.#stepAt(end));
      return;
    }
    const fromStep = this.#stepAt(Math.min(drag.start, end));
    const toStep = this.#stepAt(Math.max(drag.start, end));
    if (toStep > fromStep) this.#handlers.zoom({ fromStep, toStep });
  };

  readonly cancel = (): void => {
    this.#drag = undefined;
    this.#selection.hidden = true;
  };

  /** Only with Ctrl, as everywhere: the wheel alone scrolls the page. */
  readonly wheel = (event: WheelEvent): void => {
    const area = this.#chart()?.chartArea;
    if (!event.ctrlKey || area === undefined) return;
    event.preventDefault();
    const at = (this.#within(event) - area.left) / area.width;
    this.#handlers.enlarge(2 ** (-event.deltaY / WHEEL_DOUBLING), at);
  };

  #within(event: MouseEvent): number {
    const area = this.#chart()?.chartArea;
    return area === undefined ? 0 : Math.min(Math.max(event.offsetX, area.left), area.right);
  }

  #stepAt(x: number): number {
    return Math.max(0, Math.round(this.#chart()?.scales['x']?.getValueForPixel(x) ?? 0));
  }
}

export function attachGestures(
  canvas: HTMLCanvasElement,
  selection: HTMLElement,
  chart: () => Chart | undefined,
  handlers: GestureHandlers,
): void {
  const gestures = new Gestures(selection, chart, handlers);
  canvas.addEventListener('pointerdown', gestures.press);
  canvas.addEventListener('pointermove', gestures.move);
  canvas.addEventListener('pointerup', gestures.release);
  canvas.addEventListener('pointercancel', gestures.cancel);
  canvas.addEventListener('wheel', gestures.wheel, { passive: false });
}

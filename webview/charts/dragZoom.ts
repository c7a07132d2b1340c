import type { Chart } from 'chart.js';
import type { StepRange } from '../choices';

/** A press that moves less than this is a click. */
const DRAG_THRESHOLD = 6;

export interface DragHandlers {
  readonly zoom: (range: StepRange) => void;
  readonly pick: (step: number) => void;
}

/** Lets the user drag a range of steps over the plot, or click a step. */
export function attachDragZoom(
  canvas: HTMLCanvasElement,
  selection: HTMLElement,
  chart: () => Chart | undefined,
  handlers: DragHandlers,
): void {
  let start: number | undefined;

  const within = (event: PointerEvent): number => {
    const area = chart()?.chartArea;
    return area === undefined ? 0 : Math.min(Math.max(event.offsetX, area.left), area.right);
  };
  const stepAt = (x: number): number =>
    Math.max(0, Math.round(chart()?.scales['x']?.getValueForPixel(x) ?? 0));
  const finish = (): void => {
    start = undefined;
    selection.hidden = true;
  };

  canvas.addEventListener('pointerdown', (event) => {
    const area = chart()?.chartArea;
    if (event.button !== 0 || area === undefined) return;
    if (event.offsetX < area.left || event.offsetX > area.right) return;
    start = event.offsetX;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const area = chart()?.chartArea;
    if (start === undefined || area === undefined) return;
    const x = within(event);
    selection.hidden = Math.abs(x - start) < DRAG_THRESHOLD;
    selection.style.left = `${Math.min(x, start)}px`;
    selection.style.width = `${Math.abs(x - start)}px`;
    selection.style.top = `${area.top}px`;
    selection.style.height = `${area.bottom - area.top}px`;
  });
  canvas.addEventListener('pointerup', (event) => {
    if (start === undefined) return;
    const end = within(event);
    if (Math.abs(end - start) < DRAG_THRESHOLD) {
      handlers.pick(stepAt(end));
    } else {
      const [fromStep, toStep] = [stepAt(Math.min(start, end)), stepAt(Math.max(start, end))];
      if (toStep > fromStep) handlers.zoom({ fromStep, toStep });
    }
    finish();
  });
  canvas.addEventListener('pointercancel', finish);
}

import type { Chart } from 'chart.js';

const KINDS = ['pinned', 'pointed'] as const;

/** Where the cursor stands on the axis of a chart, if anywhere. */
export type CursorPlaces = Readonly<Record<(typeof KINDS)[number], number | undefined>>;

/**
 * The vertical lines that all charts over steps share. They lie over the canvas: the pointer moves them sixty times a
 * second, and no chart is drawn again for it.
 */
export class CursorLines {
  readonly #lines = KINDS.map((kind) => {
    const element = document.createElement('div');
    element.className = `cursor-line ${kind}`;
    element.hidden = true;
    return { kind, element };
  });

  constructor(canvas: HTMLCanvasElement) {
    canvas.parentElement?.append(...this.#lines.map(({ element }) => element));
  }

  /** @param places in units of the drawn axis */
  place({ chartArea, scales }: Chart, places: CursorPlaces): void {
    const scale = scales['x'];
    for (const { kind, element } of this.#lines) {
      const at = places[kind];
      const shown = at !== undefined && scale !== undefined && at >= scale.min && at <= scale.max;
      element.hidden = !shown;
      if (!shown) continue;
      element.style.top = `${chartArea.top}px`;
      element.style.height = `${chartArea.bottom - chartArea.top}px`;
      element.style.transform = `translateX(${Math.round(scale.getPixelForValue(at))}px)`;
    }
  }

  remove(): void {
    for (const { element } of this.#lines) element.remove();
  }
}

/** Which part of the plane is on screen: the centre in the unit square of the grid, and how much it is enlarged. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const WHOLE: Viewport = { x: 0.5, y: 0.5, zoom: 1 };

const MAXIMUM_ZOOM = 64;
const ZOOM_FACTOR = 1.4;
/** Of what is on screen, for a press of an arrow key. */
const MOVE_SHARE = 0.15;

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Enlarges around a place of the unit square; never shows more than twice the grid. */
export function zoomedAround(view: Viewport, factor: number, x: number, y: number): Viewport {
  const zoom = clamp(view.zoom * factor, 0.5, MAXIMUM_ZOOM);
  const kept = view.zoom / zoom;
  return moved({ x: x + (view.x - x) * kept, y: y + (view.y - y) * kept, zoom }, 0, 0);
}

/** Moves by shares of the unit square; its centre stays on the grid. */
export function moved(view: Viewport, x: number, y: number): Viewport {
  return { ...view, x: clamp(view.x + x, 0, 1), y: clamp(view.y + y, 0, 1) };
}

/** What a key makes of the view; undefined when it means nothing here. */
export function viewAfterKey(view: Viewport, key: string): Viewport | undefined {
  const step = MOVE_SHARE / view.zoom;
  switch (key) {
    case '+':
    case '=':
      return zoomedAround(view, ZOOM_FACTOR, view.x, view.y);
    case '-':
      return zoomedAround(view, 1 / ZOOM_FACTOR, view.x, view.y);
    case 'ArrowLeft':
      return moved(view, -step, 0);
    case 'ArrowRight':
      return moved(view, step, 0);
    case 'ArrowUp':
      return moved(view, 0, step);
    case 'ArrowDown':
      return moved(view, 0, -step);
    case 'Escape':
      return WHOLE;
    default:
      return undefined;
  }
}

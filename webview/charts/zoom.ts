import type { StepRange } from '../choices';

/** The least number of steps a zoom shows. */
const SMALLEST = 10;

/** How the shown range answers a key or a button; null shows the whole run. */
export type ZoomAction = 'in' | 'out' | 'earlier' | 'later' | 'reset';

const keys: Readonly<Record<string, ZoomAction>> = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  Escape: 'reset',
};

export function zoomActionOfKey(key: string): ZoomAction | undefined {
  return keys[key];
}

/**
 * The range after an action.
 * @param shown the range on screen
 * @param lastStep the newest step of the run
 */
export function zoomed(action: ZoomAction, shown: StepRange, lastStep: number): StepRange | null {
  const span = shown.toStep - shown.fromStep;
  const middle = (shown.fromStep + shown.toStep) / 2;
  switch (action) {
    case 'reset':
      return null;
    case 'in':
      return around(middle, Math.max(SMALLEST, span / 2), lastStep);
    case 'out':
      return around(middle, span * 2, lastStep);
    case 'earlier':
      return around(middle - span / 4, span, lastStep);
    case 'later':
      return around(middle + span / 4, span, lastStep);
  }
}

function around(middle: number, span: number, lastStep: number): StepRange | null {
  if (span >= lastStep) return null;
  const fromStep = Math.round(Math.min(Math.max(0, middle - span / 2), lastStep - span));
  return { fromStep, toStep: fromStep + Math.max(1, Math.round(span)) };
}

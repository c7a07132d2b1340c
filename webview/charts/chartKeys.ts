import type { ZoomAction } from './zoom';

/** What a key does to a chart over steps. */
export type ChartAction =
  | { readonly type: 'zoom'; readonly action: ZoomAction }
  /** Moves the cursor by points of the chart; to its ends with an infinite number. */
  | { readonly type: 'move'; readonly points: number }
  | { readonly type: 'pin' }
  /** Back to the newest step, and then to the whole run. */
  | { readonly type: 'leave' };

/** Points a page of the cursor has. */
const PAGE = 10;

const zoom = (action: ZoomAction): ChartAction => ({ type: 'zoom', action });
const move = (points: number): ChartAction => ({ type: 'move', points });

const keys: Readonly<Record<string, ChartAction>> = {
  '+': zoom('in'),
  '=': zoom('in'),
  '-': zoom('out'),
  ArrowLeft: move(-1),
  ArrowRight: move(1),
  PageUp: move(-PAGE),
  PageDown: move(PAGE),
  Home: move(-Infinity),
  End: move(Infinity),
  Enter: { type: 'pin' },
  ' ': { type: 'pin' },
  Escape: { type: 'leave' },
};

const shiftedKeys: Readonly<Record<string, ChartAction>> = {
  ArrowLeft: zoom('earlier'),
  ArrowRight: zoom('later'),
};

export function chartActionOf(event: KeyboardEvent): ChartAction | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  return (event.shiftKey ? shiftedKeys[event.key] : undefined) ?? keys[event.key];
}

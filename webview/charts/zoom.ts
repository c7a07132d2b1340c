import type { StepScale } from '../../src/protocol/panelProtocol';
import type { StepRange } from '../choices';
import { axisTransform, type AxisTransform } from './axisTransform';

/** The least number of steps a zoom shows. */
const SMALLEST = 10;
/** Of what is on screen, for a press of a key or a button. */
const PAN_SHARE = 0.25;

/** How the shown range answers a key or a button; null shows the whole run. */
export type ZoomAction = 'in' | 'out' | 'earlier' | 'later' | 'reset';

/** The step at which a step is drawn: on a logarithmic axis 0 has no place and stands at 1. */
export function drawnStep(step: number, scale: StepScale): number {
  return scale === 'log' ? Math.max(1, step) : step;
}

/** Places of steps on an axis. */
export function stepTransform(scale: StepScale): AxisTransform {
  const { forward, inverse } = axisTransform(scale);
  return { forward: (step) => forward(drawnStep(step, scale)), inverse };
}

/**
 * The range after an action.
 * @param shown the range on screen
 * @param lastStep the newest step of the run
 */
export function zoomed(
  action: ZoomAction,
  shown: StepRange,
  lastStep: number,
  scale: StepScale = 'linear',
): StepRange | null {
  switch (action) {
    case 'reset':
      return null;
    case 'in':
      return enlarged(shown, 2, lastStep, scale);
    case 'out':
      return enlarged(shown, 1 / 2, lastStep, scale);
    case 'earlier':
      return panned(shown, -PAN_SHARE, lastStep, scale);
    case 'later':
      return panned(shown, PAN_SHARE, lastStep, scale);
  }
}

/** @param at the place that stays where it is, as a share of the range on screen */
export function enlarged(
  shown: StepRange,
  factor: number,
  lastStep: number,
  scale: StepScale,
  at = 0.5,
): StepRange | null {
  const { forward, inverse } = stepTransform(scale);
  const start = forward(shown.fromStep);
  const span = forward(shown.toStep) - start;
  const place = start + at * span;
  const range = placed(place - (at * span) / factor, span / factor, lastStep, scale);
  if (range === null || range.toStep - range.fromStep >= SMALLEST) return range;
  const middle = Math.round(inverse(place));
  const fromStep = Math.max(0, Math.min(lastStep, middle + SMALLEST / 2) - SMALLEST);
  return { fromStep, toStep: fromStep + SMALLEST };
}

/** @param share of the range on screen by which it moves, later when positive */
export function panned(
  shown: StepRange,
  share: number,
  lastStep: number,
  scale: StepScale,
): StepRange | null {
  const { forward } = stepTransform(scale);
  const start = forward(shown.fromStep);
  const span = forward(shown.toStep) - start;
  return placed(start + share * span, span, lastStep, scale);
}

/** A range within the run, given in places on the axis. */
function placed(start: number, span: number, lastStep: number, scale: StepScale): StepRange | null {
  const { forward, inverse } = stepTransform(scale);
  const [first, last] = [forward(0), forward(lastStep)];
  if (span >= last - first) return null;
  const from = Math.min(Math.max(first, start), last - span);
  const fromStep = Math.round(inverse(from));
  return { fromStep, toStep: Math.max(fromStep + 1, Math.round(inverse(from + span))) };
}

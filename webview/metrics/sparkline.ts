import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import type { PanelContext } from '../context';
import { formatMetric, strings } from './strings';

export const WIDTH = 120;
export const HEIGHT = 26;

function ends({ step }: EvaluationSeries): readonly [from: number, to: number] {
  return [step[0] ?? 0, step.at(-1) ?? 0];
}

/** Pixels from the left edge to a step. */
function placeOf(series: EvaluationSeries, at: number): number {
  const [from, to] = ends(series);
  return 1 + ((WIDTH - 2) * (at - from)) / Math.max(1, to - from);
}

/** The step at a place that many pixels from the left edge. */
function stepUnder(series: EvaluationSeries, pixels: number): number {
  const [from, to] = ends(series);
  const share = Math.min(1, Math.max(0, (pixels - 1) / (WIDTH - 2)));
  return Math.round(from + share * (to - from));
}

/** A line across the course; not drawn where the course has no such step. */
function cursorLine(series: EvaluationSeries, kind: string, at: number | undefined) {
  const x = at === undefined ? NaN : placeOf(series, at);
  return x >= 0 && x <= WIDTH
    ? svg`<path class="cursor ${kind}" d="M${x} 0V${HEIGHT}" />`
    : nothing;
}

/** Pixels of a course. */
interface Course {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Real data: two deviations either way. */
  readonly band: { readonly top: number; readonly height: number } | undefined;
}

/** The values, and the band of real data; undefined of fewer than two values. */
export function courseOf(series: EvaluationSeries): Course | undefined {
  const { step, value, baseline } = series;
  const finite = value.filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  const reach =
    baseline === undefined
      ? []
      : [baseline.mean - 2 * baseline.deviation, baseline.mean + 2 * baseline.deviation];
  const low = Math.min(...finite, ...reach);
  const high = Math.max(...finite, ...reach);
  const y = (at: number): number => HEIGHT - 2 - ((HEIGHT - 4) * (at - low)) / (high - low || 1);
  const points = Array.from(step, (at, i) => [placeOf(series, at), y(value[i] ?? NaN)] as const);
  const [bottom, top] = reach;
  return {
    points: points.filter(([, at]) => Number.isFinite(at)),
    band:
      bottom === undefined || top === undefined
        ? undefined
        : { top: y(top), height: Math.max(1.5, y(bottom) - y(top)) },
  };
}

function course(series: EvaluationSeries) {
  const { points = [], band } = courseOf(series) ?? {};
  const places = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return svg`${
    band === undefined
      ? nothing
      : svg`<rect class="band" x="0" width=${WIDTH} y=${band.top} height=${band.height} />`
  }
    <polyline points=${places} />`;
}

/** The course of a metric in miniature, with the panel's cursor. The table has the numbers. */
export function sparkline(series: EvaluationSeries, { cursor }: PanelContext): TemplateResult {
  const finite = series.value.filter(Number.isFinite);
  if (finite.length < 2) return html`${strings.none}`;
  const label = strings.course(
    ...([strings.words(series.metric).name, ...ends(series)] as const),
    ...([formatMetric(finite[0] ?? NaN), formatMetric(finite.at(-1) ?? NaN)] as const),
  );
  return html`<svg
    class="sparkline"
    width=${WIDTH}
    height=${HEIGHT}
    role="img"
    aria-label=${label}
    @pointermove=${({ offsetX }: PointerEvent) => (cursor.pointed = stepUnder(series, offsetX))}
    @pointerleave=${() => (cursor.pointed = undefined)}
    @click=${({ offsetX }: PointerEvent) => {
      cursor.stopPlaying();
      cursor.step = stepUnder(series, offsetX);
    }}
  >
    ${guard([series], () => course(series))} ${cursorLine(series, 'pinned', cursor.step)}
    ${cursorLine(series, 'pointed', cursor.pointed)}
  </svg>`;
}

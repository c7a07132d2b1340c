/** Masses of cells as bars: p_data in outline, p_g filled, each bar a slider. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatPercent } from '../../format';
import { dragging, makeFrame, pointerPlace, xTicks, yTicks, type Frame } from './frame';

/** Of the whole mass, for a press of a key. */
const KEY_MASS = 0.01;
const PAGE_KEY_MASS = 0.1;

interface BarsOptions {
  readonly data: Float64Array;
  readonly model: Float64Array;
  readonly width: number;
  readonly label: string;
  readonly names: {
    readonly bar: (cell: number) => string;
    readonly both: (cell: number, model: number, data: number) => string;
    readonly mass: string;
  };
  /** A cell's least and most mass. */
  readonly limits: readonly [number, number];
  /** Makes other masses of those that are current by then; without it the bars only show. */
  readonly change?: (change: (model: Float64Array) => Float64Array) => void;
  /** Drawn over the bars: what else is known of the cells. */
  readonly over?: (frame: Frame) => SVGTemplateResult;
}

/** One cell gets another mass, and the others share the rest in their proportions. */
export function withMass(
  masses: Float64Array,
  cell: number,
  mass: number,
  [least, most]: readonly [number, number],
): Float64Array {
  const wanted = Math.min(most, Math.max(least, mass));
  const others = 1 - (masses[cell] ?? 0);
  const changed = masses.map((value, i) => {
    if (i === cell) return wanted;
    const share = others > 1e-9 ? value / others : 1 / (masses.length - 1);
    return Math.max(least, share * (1 - wanted));
  });
  const total = changed.reduce((sum, value) => sum + value, 0);
  return changed.map((value) => value / total);
}

export function bars(options: BarsOptions): TemplateResult {
  const { data, model, width, label, names } = options;
  const cells = data.length;
  const most = Math.max(0.4, ...data, ...model);
  const height = Math.min(320, Math.max(210, 0.42 * width));
  const frame = makeFrame({ width, height, x: [0.5, cells + 0.5], y: [0, 1.08 * most] });
  const ticks = most > 0.6 ? [0.25, 0.5, 0.75, 1] : [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  return html`<svg
    class="figure ${options.change === undefined ? '' : 'adjustable'}"
    viewBox="0 0 ${width} ${height}"
    role="group"
    aria-label=${label}
  >
    ${yTicks(
      frame,
      ticks.filter((at) => at <= 1.05 * most).map((at) => ({ at, text: String(at) })),
      names.mass,
    )}
    ${xTicks(
      frame,
      Array.from(data, (_, i) => ({ at: i + 1, text: String(i + 1) })),
      '',
    )}
    ${Array.from(model, (_, cell) => bar(options, frame, cell))} ${options.over?.(frame)}
  </svg>`;
}

function bar(options: BarsOptions, frame: Frame, cell: number): SVGTemplateResult {
  const { data, model, names, limits, change } = options;
  const unit = frame.toX(2) - frame.toX(1);
  const x = frame.toX(cell + 1);
  const [mass, real] = [model[cell] ?? 0, data[cell] ?? 0];
  const drag = dragging((event) => {
    const wanted = frame.fromY(pointerPlace(event, frame).y);
    change?.((current) => withMass(current, cell, wanted, limits));
  });
  // Keys may be faster than the page is drawn.
  const press = (event: KeyboardEvent): void => {
    if (keyed(event.key, mass, limits) === undefined) return;
    event.preventDefault();
    change?.((current) => {
      const wanted = keyed(event.key, current[cell] ?? 0, limits) ?? 0;
      return withMass(current, cell, wanted, limits);
    });
  };
  const top = frame.toY(mass);
  const shape = svg`<rect class="bar-model" x=${x - 0.28 * unit} width=${0.56 * unit} y=${top} height=${Math.max(0, frame.bottom - top)} />
    <rect class="bar-data" x=${x - 0.38 * unit} width=${0.76 * unit} y=${frame.toY(real)} height=${Math.max(0, frame.bottom - frame.toY(real))} />`;
  if (change === undefined) {
    const label = names.both(cell + 1, mass, real);
    return svg`<g class="bar" role="img" aria-label=${label}>${shape}</g>`;
  }
  return svg`<g class="bar" role="slider" tabindex="0" aria-label=${names.bar(cell + 1)} aria-orientation="vertical"
    aria-valuemin=${limits[0]} aria-valuemax=${limits[1]} aria-valuenow=${mass.toFixed(4)} aria-valuetext=${formatPercent(mass)}
    @keydown=${press} @pointerdown=${drag.down} @pointermove=${drag.move}>
    <rect class="surface" x=${x - 0.5 * unit} width=${unit} y=${frame.top} height=${frame.bottom - frame.top} />
    ${shape}
    <rect class="bar-grip" x=${x - 0.2 * unit} width=${0.4 * unit} y=${top - 2} height="4" rx="2" />
  </g>`;
}

function keyed(
  key: string,
  mass: number,
  [least, most]: readonly [number, number],
): number | undefined {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return mass + KEY_MASS;
    case 'ArrowDown':
    case 'ArrowLeft':
      return mass - KEY_MASS;
    case 'PageUp':
      return mass + PAGE_KEY_MASS;
    case 'PageDown':
      return mass - PAGE_KEY_MASS;
    case 'Home':
      return least;
    case 'End':
      return most;
    default:
      return undefined;
  }
}

/** What the bars are. */
export function barsLegend(data: string, model: string): TemplateResult {
  return html`<ul class="legend">
    <li><span class="key bar-data-key" aria-hidden="true"></span><span>${data}</span></li>
    <li><span class="key bar-model-key" aria-hidden="true"></span><span>${model}</span></li>
  </ul>`;
}

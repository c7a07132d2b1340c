import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { optimalLogits, sigmoid, valueOnCells } from '../../src/theory/discriminator';
import { gaussianDensity } from '../../src/theory/gaussian';
import { LINES, figureSwatch, LINE_STYLES, type Line } from '../distributions/lineStyles';
import { gapRows, valueScale } from '../distributions/valueScale';
import { formatShort, formatValue } from '../format';
import { dataTable } from '../view/dataTable';
import { iconToggle } from '../view/icon';
import { preset, readings, slider } from './controls';
import { keptNumber, type Experiment, type Kept, type TheoryContext } from './experiment';
import {
  dragging,
  linePath,
  makeFrame,
  pointerPlace,
  xTicks,
  yTicks,
  type Frame,
} from './plot/frame';
import { theoryStrings } from './strings';

const words = theoryStrings.proposition1;

/** What the figure shows of the x axis; the cells that V is summed over reach farther. */
const SHOWN = 6;
const REACH = 16;
const CELL = 0.02;
const CELLS = (2 * REACH) / CELL;
const CENTRES = Float64Array.from({ length: CELLS }, (_, i) => -REACH + (i + 0.5) * CELL);
/** Points of the curves. */
const CURVE = Float64Array.from({ length: 241 }, (_, i) => -SHOWN + i * 0.05);
/** D is drawn by its logits at these places, with straight lines between them. */
const KNOT_DISTANCE = 0.25;
const KNOTS = (2 * SHOWN) / KNOT_DISTANCE + 1;
const knotPlace = (knot: number): number => knot * KNOT_DISTANCE - SHOWN;
/** What D can be drawn to: 0.002 to 0.998. */
const MOST_LOGIT = 6;
/** How far around the pointer D gives way, and around the dot that keys move. */
const [BRUSH, KEY_BRUSH] = [0.3, 0.6];
const KEY_LOGIT = 0.25;
const KEY_DISTANCE = 0.5;
const LIMITS = { mean: [-4, 4], deviation: [0.3, 2] } as const;
const SAME = 1e-9;

const clamp = (value: number, [low, high]: readonly [number, number]): number =>
  Math.min(high, Math.max(low, value));

function masses(mean: number, deviation: number): Float64Array {
  return CENTRES.map((x) => CELL * gaussianDensity(x, mean, deviation));
}

const DATA_MASSES = masses(0, 1);

interface Outcome {
  readonly optimal: number;
  readonly value: number;
}

export class Proposition1 implements Experiment {
  readonly #context: TheoryContext;
  #mean: number;
  #deviation: number;
  /** Logits at the knots; undefined while D is D*. */
  #drawn: readonly number[] | undefined;
  /** Where on the x axis keys move D. */
  #at = 0;
  /** Where the pointer was that draws. */
  #last: { readonly x: number; readonly logit: number } | undefined;
  #table = false;

  constructor(context: TheoryContext, kept: Kept) {
    this.#context = context;
    this.#mean = keptNumber(kept['mean'], ...LIMITS.mean, 1.5);
    this.#deviation = keptNumber(kept['deviation'], ...LIMITS.deviation, 0.7);
    const { drawn } = kept;
    if (Array.isArray(drawn) && drawn.length === KNOTS) {
      this.#drawn = drawn.map((logit) => keptNumber(logit, -MOST_LOGIT, MOST_LOGIT, 0));
    }
  }

  kept(): Kept {
    return { mean: this.#mean, deviation: this.#deviation, drawn: this.#drawn };
  }

  #set(change: () => void): void {
    change();
    this.#context.redraw();
  }

  /** log p_data / p_g, exactly: a parabola. */
  #bestLogit(x: number): number {
    const z = (x - this.#mean) / this.#deviation;
    return Math.log(this.#deviation) + 0.5 * (z * z - x * x);
  }

  #logit(x: number): number {
    if (this.#drawn === undefined) return this.#bestLogit(x);
    const place = clamp((x + SHOWN) / KNOT_DISTANCE, [0, KNOTS - 1]);
    const before = Math.min(KNOTS - 2, Math.floor(place));
    const [low = 0, high = 0] = this.#drawn.slice(before, before + 2);
    return low + (place - before) * (high - low);
  }

  /** The logits of D at the knots, to draw on. */
  #knots(): number[] {
    return Array.from({ length: KNOTS }, (_, i) =>
      clamp(this.#logit(knotPlace(i)), [-MOST_LOGIT, MOST_LOGIT]),
    );
  }

  #outcome(): Outcome {
    const q = masses(this.#mean, this.#deviation);
    const best = optimalLogits(DATA_MASSES, q);
    const optimal = valueOnCells({ p: DATA_MASSES, q, logits: best });
    const value =
      this.#drawn === undefined
        ? optimal
        : valueOnCells({ p: DATA_MASSES, q, logits: CENTRES.map((x) => this.#logit(x)) });
    return { optimal, value };
  }

  view(): TemplateResult {
    const outcome = this.#outcome();
    return html`<div class="experiment">
      <div class="figure-column">
        ${this.#legend()} ${this.#figure(outcome)}
        <p class="caption">${words.hint}</p>
        ${this.#table ? this.#tableView() : nothing}
      </div>
      <div class="control-column">
        <div class="presets">
          ${preset(words.same, () => this.#set(() => ([this.#mean, this.#deviation] = [0, 1])))}
          ${preset(words.apart, () => this.#set(() => ([this.#mean, this.#deviation] = [3.5, 0.5])))}
          ${preset(words.best, () => this.#set(() => (this.#drawn = undefined)), this.#drawn === undefined)}
          ${preset(words.blind, () => this.#set(() => (this.#drawn = Array<number>(KNOTS).fill(0))))}
        </div>
        ${this.#slider('mean', words.mean, this.#mean, (value) => (this.#mean = value))}
        ${this.#slider('deviation', words.deviation, this.#deviation, (value) => (this.#deviation = value))}
        ${valueScale({
          label: words.scale(outcome.value, outcome.optimal),
          rows: gapRows(outcome.optimal, outcome.value),
          optimal: outcome.optimal,
          played: outcome.value,
        })}
        <p class="verdict" role="status">${this.#verdict(outcome)}</p>
        ${readings([
          {
            name: words.optimal,
            value: theoryStrings.signed(outcome.optimal),
            note: words.optimalNote,
          },
          { name: words.value, value: theoryStrings.signed(outcome.value), note: words.valueNote },
          {
            name: words.gap,
            value: formatValue(outcome.optimal - outcome.value),
            note: words.gapNote,
          },
        ])}
      </div>
    </div>`;
  }

  #slider(
    id: keyof typeof LIMITS,
    label: string,
    value: number,
    change: (value: number) => void,
  ): TemplateResult {
    const [min, max] = LIMITS[id];
    return slider({
      ...{ id, label, spoken: label, value, min, max, step: 0.05, text: formatShort(value) },
      change: (next) => this.#set(() => change(next)),
    });
  }

  #verdict({ optimal, value }: Outcome): string {
    if (optimal - value > SAME) return words.verdict.short(optimal - value);
    return this.#mean === 0 && this.#deviation === 1
      ? words.verdict.equilibrium
      : words.verdict.best;
  }

  #legend(): TemplateResult {
    return html`<div class="figure-header">
      <ul class="legend figure-legend">
        ${LINES.map((line) => html`<li>${figureSwatch(line)}<span>${NAMES[line]}</span></li>`)}
      </ul>
      ${iconToggle({
        icon: 'table',
        label: theoryStrings.table(words.figure),
        pressed: this.#table,
        press: () => this.#set(() => (this.#table = !this.#table)),
      })}
    </div>`;
  }

  #figure({ optimal, value }: Outcome): TemplateResult {
    const width = this.#context.figureWidth;
    const peak = gaussianDensity(0, 0, this.#deviation);
    const options = {
      width,
      height: Math.min(380, Math.max(260, 0.55 * width)),
      x: [-SHOWN, SHOWN],
    } as const;
    const margins = { right: 34 };
    const density = makeFrame({ ...options, y: [0, 1.15 * Math.max(0.4, peak)], margins });
    const output = makeFrame({ ...options, y: [0, 1], margins });
    const draw = dragging((event) =>
      this.#drawTo(pointerPlace(event, output), output, event.type === 'pointerdown'),
    );
    return html`<svg
      class="figure drawable"
      viewBox="0 0 ${width} ${options.height}"
      role="group"
      aria-label=${words.summary(this.#mean, this.#deviation, value, optimal)}
    >
      ${yTicks(output, OUTPUT_TICKS, 'D', 'right')}
      ${xTicks(
        output,
        [-6, -3, 0, 3, 6].map((at) => ({ at, text: String(at).replace('-', '−') })),
        'x',
      )}
      <text class="axis-name" x="2" y="10" aria-hidden="true">${words.density}</text>
      ${this.#curves(density, output)}
      <rect
        class="surface"
        x=${output.left}
        y=${output.top}
        width=${output.right - output.left}
        height=${output.bottom - output.top}
        @pointerdown=${draw.down}
        @pointermove=${draw.move}
      />
      ${this.#knob(output)} ${this.#handle(density)}
    </svg>`;
  }

  #curves(density: Frame, output: Frame): SVGTemplateResult[] {
    const values: Record<Line, readonly [Frame, (x: number) => number]> = {
      dataDensity: [density, (x) => gaussianDensity(x, 0, 1)],
      generatorDensity: [density, (x) => gaussianDensity(x, this.#mean, this.#deviation)],
      discriminator: [output, (x) => sigmoid(this.#logit(x))],
      optimum: [output, (x) => sigmoid(this.#bestLogit(x))],
    };
    const area = (line: Line): SVGTemplateResult => {
      const [frame, of] = values[line];
      const path = linePath(frame, CURVE, CURVE.map(of));
      return svg`<path class="curve-area ${LINE_STYLES[line].colour}" d="${path}L${frame.right} ${frame.bottom}L${frame.left} ${frame.bottom}Z" />`;
    };
    const curve = (line: Line): SVGTemplateResult => {
      const [frame, of] = values[line];
      const { colour, dash, width } = LINE_STYLES[line];
      return svg`<path class="curve ${colour}" d=${linePath(frame, CURVE, CURVE.map(of))} stroke-width=${width} stroke-dasharray=${dash.join(' ')} />`;
    };
    return [area('dataDensity'), area('generatorDensity'), ...LINES.toReversed().map(curve)];
  }

  /** Moves the mean sideways, and the width by the height of the peak. The sliders do the same for the keyboard. */
  #handle(frame: Frame): SVGTemplateResult {
    const grab = dragging((event) => {
      const { x, y } = pointerPlace(event, frame);
      this.#set(() => {
        this.#mean = clamp(Math.round(frame.fromX(x) * 20) / 20, LIMITS.mean);
        const height = Math.max(1e-3, frame.fromY(y));
        const deviation = 1 / (height * Math.sqrt(2 * Math.PI));
        this.#deviation = clamp(Math.round(deviation * 20) / 20, LIMITS.deviation);
      });
    });
    const [x, y] = [frame.toX(this.#mean), frame.toY(gaussianDensity(0, 0, this.#deviation))];
    return svg`<g class="handle generator" aria-hidden="true" @pointerdown=${grab.down} @pointermove=${grab.move}>
      <circle class="reach" cx=${x} cy=${y} r="18" /><circle class="grip" cx=${x} cy=${y} r="7" />
    </g>`;
  }

  /** One place of D, for the keyboard. */
  #knob(frame: Frame): SVGTemplateResult {
    const x = this.#at;
    const output = sigmoid(this.#logit(x));
    return svg`<g class="handle discriminator" role="slider" tabindex="0" aria-label=${words.knob(x)} aria-description=${words.knobHint}
      aria-valuemin="0" aria-valuemax="1" aria-valuenow=${output.toFixed(3)} @keydown=${this.#press}>
      <circle class="grip" cx=${frame.toX(x)} cy=${frame.toY(output)} r="5" />
    </g>`;
  }

  readonly #press = (event: KeyboardEvent): void => {
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: 1, ArrowDown: -1, PageUp: 4, PageDown: -4 }[event.key];
    if (across === undefined && up === undefined) return;
    event.preventDefault();
    this.#set(() => {
      if (across !== undefined) {
        this.#at = clamp(this.#at + across * KEY_DISTANCE, [-SHOWN, SHOWN]);
      }
      if (up !== undefined) this.#pull(this.#at, this.#logit(this.#at) + up * KEY_LOGIT, KEY_BRUSH);
    });
  };

  /** Gives D another logit at a place, and draws what is near towards it. */
  #pull(x: number, logit: number, brush: number): void {
    const wanted = clamp(logit, [-MOST_LOGIT, MOST_LOGIT]);
    this.#drawn = this.#knots().map((value, i) => {
      const near = Math.exp(-0.5 * ((knotPlace(i) - x) / brush) ** 2);
      return value + near * (wanted - value);
    });
  }

  /** A pointer may move far between two events: D is drawn all the way. */
  #drawTo(pixel: { readonly x: number; readonly y: number }, frame: Frame, begins: boolean): void {
    const x = clamp(frame.fromX(pixel.x), [-SHOWN, SHOWN]);
    const output = clamp(frame.fromY(pixel.y), [sigmoid(-MOST_LOGIT), sigmoid(MOST_LOGIT)]);
    const logit = Math.log(output / (1 - output));
    this.#set(() => {
      const from = begins ? undefined : this.#last;
      const parts = Math.ceil(Math.abs(x - (from?.x ?? x)) / KNOT_DISTANCE) || 1;
      for (let i = 1; i <= parts; i += 1) {
        const share = i / parts;
        const at = from === undefined ? x : from.x + share * (x - from.x);
        this.#pull(
          at,
          from === undefined ? logit : from.logit + share * (logit - from.logit),
          BRUSH,
        );
      }
      this.#last = { x, logit };
      this.#at = Math.round(x / KEY_DISTANCE) * KEY_DISTANCE;
    });
  }

  #tableView(): TemplateResult {
    const { columns } = words;
    const rows = Array.from({ length: 4 * SHOWN + 1 }, (_, i) => {
      const x = i / 2 - SHOWN;
      return [
        formatShort(x),
        ...[
          gaussianDensity(x, 0, 1),
          gaussianDensity(x, this.#mean, this.#deviation),
          sigmoid(this.#logit(x)),
          sigmoid(this.#bestLogit(x)),
        ].map(formatValue),
      ];
    });
    return dataTable(words.figure, Object.values(columns), rows);
  }
}

const OUTPUT_TICKS = [
  { at: 0, text: '0' },
  { at: 0.5, text: '½' },
  { at: 1, text: '1' },
];

const NAMES: Record<Line, string> = {
  dataDensity: words.columns.data,
  generatorDensity: words.columns.model,
  discriminator: words.columns.drawn,
  optimum: words.columns.best,
};

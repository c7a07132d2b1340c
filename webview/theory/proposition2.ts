import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { optimalValue } from '../../src/theory/divergences';
import { descend, type Descent, type DescentPath } from '../../src/theory/generatorDescent';
import { formatInteger, formatShort, formatValue } from '../format';
import { dataTable } from '../view/dataTable';
import { iconToggle } from '../view/icon';
import { lineSwatch } from '../view/swatch';
import { slider } from './controls';
import {
  keptMasses,
  keptNumber,
  type Experiment,
  type Kept,
  type TheoryContext,
} from './experiment';
import { bars, barsLegend } from './plot/bars';
import { Player } from './plot/player';
import { StepLinesChart } from './plot/stepLines';
import { stepSlider } from './plot/stepSlider';
import { formatSmall } from './smallNumbers';
import { theoryStrings } from './strings';

const words = theoryStrings.proposition2;

const DATA = Float64Array.of(0.05, 0.12, 0.24, 0.1, 0.04, 0.1, 0.25, 0.1);
const START = Float64Array.of(0.45, 0.25, 0.12, 0.06, 0.05, 0.03, 0.02, 0.02);
/** A step multiplies, so what has no mass would never get any. */
const LIMITS = [0.002, 0.9] as const;
const STEPS = 200;
const PLAYED_PER_SECOND = 20;
const CHOICES = ['optimal', 20, 5, 1] as const;
type Choice = (typeof CHOICES)[number];

const RATES = {
  generator: { min: 0.02, max: 1, step: 0.02, standard: 0.2 },
  discriminator: { min: 0.2, max: 5, step: 0.2, standard: 2 },
} as const;
const LEAST = optimalValue(0);
/** Of C(G) + log 4: below it is nothing that rounding has not left. */
const NOTHING = 1e-15;
/** What the chart shows of it, in powers of ten. */
const [LOWEST, HIGHEST] = [-9, 0.3];

interface Line {
  readonly choice: Choice;
  readonly path: DescentPath;
  /** C(G) + log 4, [steps + 1]. */
  readonly above: Float64Array;
}

export class Proposition2 implements Experiment {
  readonly #context: TheoryContext;
  readonly #chart = new StepLinesChart();
  readonly #player: Player;
  #start: Float64Array;
  #generatorRate: number;
  #discriminatorRate: number;
  #shown: Choice = 'optimal';
  #step = 0;
  #table = false;
  #barsTable = false;
  #lines: readonly Line[] = [];

  constructor(context: TheoryContext, kept: Kept) {
    this.#context = context;
    this.#start = keptMasses(kept['start'], START).map((mass) => Math.max(LIMITS[0], mass));
    this.#start = keptMasses([...this.#start], START);
    const { generator, discriminator } = RATES;
    this.#generatorRate = keptNumber(
      kept['generatorRate'],
      generator.min,
      generator.max,
      generator.standard,
    );
    this.#discriminatorRate = keptNumber(
      kept['discriminatorRate'],
      discriminator.min,
      discriminator.max,
      discriminator.standard,
    );
    this.#shown = CHOICES.find((choice) => choice === kept['shown']) ?? 'optimal';
    this.#step = Math.floor(keptNumber(kept['step'], 0, STEPS, 0));
    this.#player = new Player(
      (steps) => {
        this.#step = Math.min(STEPS, this.#step + steps);
        return this.#step < STEPS;
      },
      () => this.#context.redraw(),
      () => this.#context.reducedMotion,
    );
    this.#descend();
  }

  kept(): Kept {
    return {
      start: [...this.#start],
      generatorRate: this.#generatorRate,
      discriminatorRate: this.#discriminatorRate,
      shown: this.#shown,
      step: this.#step,
    };
  }

  leave(): void {
    this.#player.stop();
  }

  #set(change: () => void): void {
    change();
    this.#context.redraw();
  }

  /** Everything follows from where p_g begins and the rates. */
  #descend(): void {
    this.#lines = CHOICES.map((choice) => {
      const descent: Descent = {
        discriminatorSteps: choice,
        discriminatorRate: this.#discriminatorRate,
        generatorRate: this.#generatorRate,
      };
      const path = descend(DATA, this.#start, descent, STEPS);
      const above = path.optimalValue.map((value) => Math.max(NOTHING, value - LEAST));
      return { choice, path, above };
    });
  }

  #change(change: () => void): void {
    change();
    this.#descend();
    this.#context.redraw();
  }

  draw(): void {
    const { theme, figureWidth } = this.#context;
    this.#chart.draw({
      lines: this.#lines.map(({ choice, above }) => ({
        name: words.lines(choice),
        colour: theme[STYLES[choice].colour],
        dash: STYLES[choice].dash,
        values: above,
      })),
      ...{ steps: STEPS, theme, cursor: this.#step, low: LOWEST, high: HIGHEST },
      width: figureWidth,
    });
  }

  view(): TemplateResult {
    const shown = this.#lines.find(({ choice }) => choice === this.#shown);
    const model = shown?.path.masses[this.#step] ?? this.#start;
    return html`<div class="experiment">
      <div class="figure-column">
        <div class="figure-header">
          ${barsLegend('p_data', `p_g, ${words.lines(this.#shown)}`)}
          <span class="unit">${words.step} ${words.steps(this.#step, STEPS)}</span>
          ${iconToggle({
            icon: 'table',
            label: theoryStrings.table(words.figure),
            pressed: this.#barsTable,
            press: () => this.#set(() => (this.#barsTable = !this.#barsTable)),
          })}
        </div>
        ${bars({
          data: DATA,
          model,
          width: this.#context.figureWidth,
          label: words.figureNow(this.#shown, this.#step, shown?.above[this.#step] ?? NaN),
          names: theoryStrings.theorem1,
          limits: LIMITS,
          ...(this.#step === 0
            ? {
                change: (change: (model: Float64Array) => Float64Array) =>
                  this.#change(() => (this.#start = change(this.#start))),
              }
            : {}),
        })}
        ${stepSlider({
          step: this.#step,
          steps: STEPS,
          playing: this.#player.playing,
          change: (step) => this.#set(() => (this.#step = step)),
          play: () => this.#play(),
          stop: this.#player.stop,
        })}
        <p class="caption">${words.hint}</p>
        ${this.#barsTable ? barsTable(model) : nothing}
      </div>
      <div class="control-column">
        ${this.#choices()}
        <div class="verdict" role="status">
          <p>${verdict(shown)}</p>
          <p>${arrival(shown)} ${this.#sooner(shown)}</p>
        </div>
        ${this.#sliders()}
        <p class="caption">${words.networks}</p>
      </div>
      <div class="chart-row">${this.#plot()}</div>
    </div>`;
  }

  /** A D that is not at its optimum may be the faster one. */
  #sooner(shown: Line | undefined): string {
    const [optimal] = this.#lines;
    if (shown === undefined || optimal === undefined) return '';
    const [step, best] = [arrivalStep(shown), arrivalStep(optimal)];
    return step !== undefined && best !== undefined && step < best
      ? words.verdict.sooner(best - step)
      : '';
  }

  #play(): void {
    if (this.#step >= STEPS) this.#step = 0;
    this.#player.play(PLAYED_PER_SECOND);
  }

  /** The legend of the chart, and the choice of what the bars show. */
  #choices(): TemplateResult {
    return html`<fieldset class="choices">
      <legend>${words.shown}</legend>
      ${this.#lines.map(
        ({ choice, above }) =>
          html`<label>
            <input
              type="radio"
              name="shown"
              .checked=${choice === this.#shown}
              @change=${() => this.#set(() => (this.#shown = choice))}
            />
            ${lineSwatch(STYLES[choice])}
            <span>${words.lines(choice)}</span>
            <span class="unit">${words.latest(above[this.#step] ?? 0)}</span>
          </label>`,
      )}
    </fieldset>`;
  }

  #plot(): TemplateResult {
    const parts = this.#lines.map(
      ({ choice, above }) => `${words.lines(choice)}: ${formatSmall(above.at(-1) ?? 0)}`,
    );
    return html`<div class="figure-header">
        <h3>${words.chart}</h3>
        ${iconToggle({
          icon: 'table',
          label: theoryStrings.table(words.chart),
          pressed: this.#table,
          press: () => this.#set(() => (this.#table = !this.#table)),
        })}
      </div>
      <div class="plot">
        <canvas role="img" aria-label=${words.summary(parts)} ${ref(this.#chart.attach)}></canvas>
      </div>
      ${this.#table ? this.#tableView() : nothing}`;
  }

  #tableView(): TemplateResult {
    return dataTable(
      words.chart,
      [words.columns.step, ...CHOICES.map(words.lines)],
      Array.from({ length: STEPS / 5 + 1 }, (_, i) => [
        formatInteger(5 * i),
        ...this.#lines.map(({ above }) => formatSmall(above[5 * i] ?? NaN)),
      ]),
    );
  }

  #sliders(): TemplateResult {
    const { generator, discriminator } = RATES;
    return html`${slider({
      id: 'generatorRate',
      label: words.generatorRate,
      spoken: words.generatorRate,
      ...generator,
      value: this.#generatorRate,
      text: formatShort(this.#generatorRate),
      change: (value) => this.#change(() => (this.#generatorRate = value)),
    })}
    ${slider({
      id: 'discriminatorRate',
      label: words.discriminatorRate,
      spoken: words.discriminatorRate,
      ...discriminator,
      value: this.#discriminatorRate,
      text: formatShort(this.#discriminatorRate),
      change: (value) => this.#change(() => (this.#discriminatorRate = value)),
    })}`;
  }
}

const STYLES = {
  optimal: { colour: 'foreground', dash: [] },
  20: { colour: 'discriminator', dash: [9, 4] },
  5: { colour: 'real', dash: [5, 3] },
  1: { colour: 'generator', dash: [2, 3] },
} as const;

function barsTable(model: Float64Array): TemplateResult {
  const { cell, data, model: name } = words.columns;
  return dataTable(
    words.figure,
    [cell, data, name],
    Array.from(DATA, (mass, i) => [
      formatInteger(i + 1),
      formatValue(mass),
      formatValue(model[i] ?? NaN),
    ]),
  );
}

/** Nearer to −log 4 than this p_g is as good as p_data. */
const ARRIVED = 1e-3;

/** The step from which on it is there to stay; undefined where it does not get there. */
function arrivalStep({ above }: Line): number | undefined {
  const last = above.findLastIndex((value) => value > ARRIVED);
  return last === STEPS ? undefined : last + 1;
}

function arrival(line: Line | undefined): string {
  if (line === undefined) return '';
  const step = arrivalStep(line);
  return step === undefined ? words.verdict.notArrived(STEPS) : words.verdict.arrived(step);
}

function verdict(line: Line | undefined): string {
  if (line === undefined || line.choice === 'optimal') return words.verdict.optimal;
  let least = Infinity;
  let [rises, worst] = [0, 0];
  line.above.forEach((value, i) => {
    if (i > 0 && value > (line.above[i - 1] ?? 0) + NOTHING) rises += 1;
    least = Math.min(least, value);
    worst = Math.max(worst, value - least);
  });
  return rises === 0
    ? words.verdict.never(line.choice)
    : words.verdict.rises(line.choice, rises, worst);
}

import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import {
  DIRAC_LOSSES,
  DIRAC_REGULARIZERS,
  type DiracGame,
  type Point,
} from '../../../src/theory/dirac/game';
import {
  distances,
  measuredFactor,
  simulate,
  UPDATE_ORDERS,
  type DiracSetup,
  type Trajectory,
} from '../../../src/theory/dirac/simulation';
import { predict, type Prediction } from '../../../src/theory/dirac/stability';
import { formatInteger, formatShort } from '../../format';
import { dataTable } from '../../view/dataTable';
import { iconToggle } from '../../view/icon';
import { lineSwatch } from '../../view/swatch';
import { preset, readings, select, slider } from '../controls';
import type { Experiment, Kept, TheoryContext } from '../experiment';
import { Player } from '../plot/player';
import { StepLinesChart } from '../plot/stepLines';
import { stepSlider } from '../plot/stepSlider';
import { formatSmall } from '../smallNumbers';
import { theoryStrings } from '../strings';
import {
  isPreset,
  keptSettings,
  MOST_DISCRIMINATOR_STEPS,
  PRESETS,
  REACH,
  STEP_SIZES,
  STRENGTHS,
  toKeep,
  type DiracSettings,
  type Preset,
} from './diracSettings';
import { eigenvaluePlane } from './eigenvaluePlane';
import { phasePortrait } from './phasePortrait';

const words = theoryStrings.dirac;
const STEPS = 500;
const PLAYED_PER_SECOND = 50;
const PREDICTED_DASH = [6, 4];
/** What the chart of distances shows at most, in powers of ten. */
const [LOWEST, HIGHEST] = [-8, 4];

/** Everything that follows from the settings. */
interface Outcome {
  readonly trajectory: Trajectory;
  readonly distances: Float64Array;
  readonly prediction: Prediction;
  /** The first distance times the powers of the predicted factor. */
  readonly predicted: Float64Array;
  readonly measured: number | undefined;
}

function outcome({ setup, start }: DiracSettings): Outcome {
  const trajectory = simulate(setup, start, STEPS);
  const all = distances(trajectory);
  const prediction = predict(setup);
  const { factor } = prediction;
  const predicted =
    factor === undefined
      ? new Float64Array()
      : Float64Array.from({ length: STEPS + 1 }, (_, i) => (all[0] ?? 0) * factor ** i);
  return {
    trajectory,
    distances: all,
    prediction,
    predicted,
    measured: measuredFactor(trajectory),
  };
}

export class DiracGan implements Experiment {
  readonly #context: TheoryContext;
  readonly #chart = new StepLinesChart();
  readonly #player: Player;
  #settings: DiracSettings;
  #outcome: Outcome;
  #step = STEPS;
  #table = false;

  constructor(context: TheoryContext, kept: Kept) {
    this.#context = context;
    this.#settings = keptSettings(kept);
    this.#outcome = outcome(this.#settings);
    this.#player = new Player(
      (steps) => {
        this.#step = Math.min(STEPS, this.#step + steps);
        return this.#step < STEPS;
      },
      () => this.#context.redraw(),
      () => this.#context.reducedMotion,
    );
  }

  kept(): Kept {
    return toKeep(this.#settings);
  }

  leave(): void {
    this.#player.stop();
  }

  #change(settings: Partial<DiracSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#outcome = outcome(this.#settings);
    this.#context.redraw();
  }

  #setup(change: Partial<DiracSetup>): void {
    this.#change({ setup: { ...this.#settings.setup, ...change } });
  }

  #game(change: Partial<DiracGame>): void {
    this.#setup({ game: { ...this.#settings.setup.game, ...change } });
  }

  draw(): void {
    const { theme, figureWidth } = this.#context;
    const { distances: simulated, predicted } = this.#outcome;
    const { simulated: name, predicted: predictedName } = words.series;
    this.#chart.draw({
      lines: [
        { name, colour: theme.foreground, dash: [], values: simulated },
        {
          name: predictedName,
          colour: theme.discriminator,
          dash: PREDICTED_DASH,
          values: predicted,
        },
      ],
      ...{ steps: STEPS, theme, cursor: this.#step, width: figureWidth },
      ...powers(simulated, predicted),
    });
  }

  view(): TemplateResult {
    const { setup, start } = this.#settings;
    const { trajectory, distances: all } = this.#outcome;
    const summary = words.summary(start.theta, start.psi, all.length - 1, all.at(-1) ?? 0);
    return html`<div class="presets" role="group" aria-label=${words.presets.label}>
        ${(Object.keys(PRESETS) as Preset[]).map((name) =>
          preset(
            words.presets[name],
            () => this.#change({ setup: PRESETS[name] }),
            isPreset(setup, name),
          ),
        )}
      </div>
      <div class="experiment">
        <div class="figure-column">
          ${phasePortrait({
            ...{ setup, start, trajectory, step: this.#step },
            label: `${summary} ${this.#now()}`,
            width: this.#context.figureWidth,
            move: (next) => this.#change({ start: next }),
          })}
          ${stepSlider({
            step: this.#step,
            steps: STEPS,
            playing: this.#player.playing,
            change: (step) => {
              this.#step = step;
              this.#context.redraw();
            },
            play: () => this.#play(),
            stop: this.#player.stop,
          })}
          <p class="caption">${words.hint}</p>
        </div>
        <div class="control-column">${this.#verdict()} ${this.#controls()}</div>
        <div class="chart-row">${this.#distancePlot()}</div>
      </div>`;
  }

  /** What the portrait shows beside its arrows: the point at the step on show. */
  #now(): string {
    const { theta, psi } = this.#outcome.trajectory;
    const step = Math.min(this.#step, theta.length - 1);
    return words.now(step, theta[step] ?? NaN, psi[step] ?? NaN);
  }

  #play(): void {
    if (this.#step >= STEPS) this.#step = 0;
    this.#player.play(PLAYED_PER_SECOND);
  }

  #verdict(): TemplateResult {
    const { prediction, measured, distances: all } = this.#outcome;
    const { verdict, factor, turn, eigenvalues } = prediction;
    const final = all.at(-1) ?? 0;
    return html`<div class="verdict-box ${verdict}" role="status">
        <p class="verdict-word">${words.verdict[verdict]}</p>
        <p>${reason(prediction)} ${turn === undefined ? '' : words.turn(turn)}</p>
      </div>
      ${eigenvaluePlane(eigenvalues)}
      ${readings([
        {
          name: words.readings.predicted,
          value: factor?.toFixed(5) ?? words.none,
          note: words.readings.predictedNote,
        },
        {
          name: words.readings.measured,
          value: measured?.toFixed(5) ?? words.none,
          note: words.readings.measuredNote,
        },
        {
          name: words.readings.final,
          value: formatSmall(final),
          note: words.readings.finalNote(all[0] ?? 0),
        },
      ])}
      ${
        factor !== undefined && measured !== undefined && Math.abs(measured - factor) > 5e-4
          ? html`<p class="caption">${words.far}</p>`
          : nothing
      }`;
  }

  #controls(): TemplateResult {
    const { setup } = this.#settings;
    const { loss } = setup.game;
    return html`<div class="control-group">
      ${select({
        ...{ id: 'loss', label: words.loss, value: loss },
        ...{ choices: DIRAC_LOSSES, names: words.losses },
        change: (next) => this.#game({ loss: next }),
      })}
      ${select({
        ...{ id: 'regularizer', label: words.regularizer, value: setup.game.regularizer },
        ...{ choices: DIRAC_REGULARIZERS, names: words.regularizers },
        change: (regularizer) =>
          this.#game({ regularizer, strength: STRENGTHS[regularizer].standard }),
      })}
      ${this.#strength()}
      ${select({
        ...{ id: 'order', label: words.order, value: setup.order },
        ...{ choices: UPDATE_ORDERS, names: words.orders },
        change: (order) => this.#setup({ order }),
      })}
      ${slider({
        ...{ id: 'discriminatorSteps', label: words.k, spoken: words.k },
        ...{ value: setup.discriminatorSteps, min: 1, max: MOST_DISCRIMINATOR_STEPS, step: 1 },
        text: formatInteger(setup.discriminatorSteps),
        change: (discriminatorSteps) => this.#setup({ discriminatorSteps }),
      })}
      ${slider({
        ...{ id: 'stepSize', label: words.stepSize, spoken: words.stepSize },
        ...{ value: setup.stepSize, ...STEP_SIZES },
        text: formatShort(setup.stepSize),
        change: (stepSize) => this.#setup({ stepSize }),
      })}
      ${(['theta', 'psi'] as const).map((player) => this.#startSlider(player))}
    </div>`;
  }

  #strength(): TemplateResult | typeof nothing {
    const { regularizer, strength } = this.#settings.setup.game;
    if (regularizer === 'none') return nothing;
    const { min, max } = STRENGTHS[regularizer];
    const label = words.strength[regularizer];
    return slider({
      ...{ id: 'strength', label, spoken: label, value: strength, min, max, step: 0.05 },
      text: formatShort(strength),
      change: (next) => this.#game({ strength: next }),
    });
  }

  #startSlider(player: keyof Point): TemplateResult {
    const { start } = this.#settings;
    const label = words.start[player];
    return slider({
      ...{ id: player, label, spoken: label, value: start[player] },
      ...{ min: -REACH, max: REACH, step: 0.01 },
      text: formatShort(start[player]),
      change: (value) => this.#change({ start: { ...start, [player]: value } }),
    });
  }

  #distancePlot(): TemplateResult {
    const { distances: all, predicted } = this.#outcome;
    return html`<div class="figure-header">
        <h3>${words.distance}</h3>
        <ul class="legend">
          <li>${lineSwatch({ colour: 'foreground' })}<span>${words.series.simulated}</span></li>
          ${
            predicted.length === 0
              ? nothing
              : html`<li>
                  ${lineSwatch({ colour: 'discriminator', dash: PREDICTED_DASH })}<span
                    >${words.series.predicted}</span
                  >
                </li>`
          }
        </ul>
        ${iconToggle({
          icon: 'table',
          label: theoryStrings.table(words.distance),
          pressed: this.#table,
          press: () => {
            this.#table = !this.#table;
            this.#context.redraw();
          },
        })}
      </div>
      <div class="plot">
        <canvas
          role="img"
          aria-label=${words.summary(this.#settings.start.theta, this.#settings.start.psi, all.length - 1, all.at(-1) ?? 0)}
          ${ref(this.#chart.attach)}
        ></canvas>
      </div>
      ${this.#table ? table(this.#outcome) : nothing}`;
  }
}

/** Whole powers of ten around all distances. */
function powers(...lines: readonly Float64Array[]): {
  readonly low: number;
  readonly high: number;
} {
  let [low, high] = [0, 0];
  for (const line of lines) {
    for (const distance of line) {
      const power = Math.log10(distance);
      low = Math.min(low, Math.floor(power));
      high = Math.max(high, Math.ceil(power));
    }
  }
  return { low: Math.max(LOWEST, low), high: Math.min(HIGHEST, high) || 1 };
}

function reason({ verdict, factor = 1 }: Prediction): string {
  if (verdict === 'noLimit') return words.why.noLimit;
  if (verdict === 'converges') return words.why.converges(factor, Math.LN2 / -Math.log(factor));
  return words.why[verdict](factor);
}

const TABLE_STEPS = 10;

/** Of the portrait and of the distances: both have the same steps. */
function table({ trajectory, distances: all, predicted }: Outcome): TemplateResult {
  const { columns } = words;
  const { theta, psi } = trajectory;
  const known = predicted.length > 0;
  return dataTable(
    words.distance,
    [
      ...[columns.step, columns.theta, columns.psi, columns.distance],
      ...(known ? [columns.predicted] : []),
    ],
    Array.from({ length: Math.ceil(all.length / TABLE_STEPS) }, (_, i) => [
      formatInteger(TABLE_STEPS * i),
      ...[theta, psi, all, ...(known ? [predicted] : [])].map((values) =>
        formatSmall(values[TABLE_STEPS * i] ?? NaN),
      ),
    ]),
  );
}

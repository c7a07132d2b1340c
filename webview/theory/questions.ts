import { html, nothing, svg, type TemplateResult } from 'lit';
import type { LinkedCard, TheoryCommand } from '../../src/protocol/theoryProtocol';
import {
  criticalRatio,
  optimalRate,
  restRate,
  type SolvableGame,
} from '../../src/theory/solvableGame';
import { evenTicks } from '../charts/evenTicks';
import { formatInteger, formatShort } from '../format';
import { dataTable } from '../view/dataTable';
import { iconToggle } from '../view/icon';
import { lineSwatch } from '../view/swatch';
import { readings, slider } from './controls';
import { keptNumber, type Experiment, type Kept, type TheoryContext } from './experiment';
import { formatMeasured, K_EVIDENCE } from './kEvidence';
import { linePath, makeFrame, xTicks, yTicks } from './plot/frame';
import { theoryStrings, type MeasuredRow } from './strings';

const words = theoryStrings.questions;
const MOST_K = 20;
/** k need not be whole for the curve. */
const CURVE = Float64Array.from({ length: 191 }, (_, i) => 1 + i / 10);
const LIMITS = { deviation: [0.5, 2], penalty: [0, 2], k: [1, MOST_K] } as const;
/** As near to the critical k as a whole number comes. */
const CRITICAL = 0.5;

export class Questions implements Experiment {
  readonly #context: TheoryContext;
  #game: SolvableGame;
  #k: number;
  #table = false;

  constructor(context: TheoryContext, kept: Kept) {
    this.#context = context;
    this.#game = {
      deviation: keptNumber(kept['deviation'], ...LIMITS.deviation, 1),
      penalty: keptNumber(kept['penalty'], ...LIMITS.penalty, 0),
    };
    this.#k = Math.round(keptNumber(kept['k'], ...LIMITS.k, 1));
  }

  kept(): Kept {
    return { ...this.#game, k: this.#k };
  }

  #set(change: () => void): void {
    change();
    this.#context.redraw();
  }

  view(): TemplateResult {
    return html`<section aria-labelledby="question-1">
        <h3 id="question-1">${words.first}</h3>
        <p class="prose">${words.firstText}</p>
        ${this.#experiment()} ${evidence()}
        ${this.#measured(words.kRows, ['openPanel', 'setDiscriminatorSteps'])}
      </section>
      <section aria-labelledby="question-2">
        <h3 id="question-2">${words.second}</h3>
        <p class="prose">${words.secondText}</p>
        ${this.#measured(words.convergenceRows, ['openPanel'])}
      </section>`;
  }

  #experiment(): TemplateResult {
    const { deviation, penalty } = this.#game;
    const control = (
      id: keyof typeof LIMITS,
      value: number,
      step: number,
      change: (value: number) => void,
    ): TemplateResult =>
      slider({
        ...{ id, label: words[id], spoken: words[id], value, step, text: formatShort(value) },
        ...{ min: LIMITS[id][0], max: LIMITS[id][1] },
        change: (next) => this.#set(() => change(next)),
      });
    return html`<div class="experiment">
      <div class="figure-column">
        ${this.#header()} ${this.#figure()} ${this.#table ? this.#tableView() : nothing}
      </div>
      <div class="control-column">
        ${control('k', this.#k, 1, (k) => (this.#k = k))}
        ${control('deviation', deviation, 0.05, (value) => (this.#game = { deviation: value, penalty }))}
        ${control('penalty', penalty, 0.05, (value) => (this.#game = { deviation, penalty: value }))}
        <p class="verdict" role="status">${this.#verdict()}</p>
        ${this.#readings()}
      </div>
    </div>`;
  }

  #verdict(): string {
    const best = criticalRatio(this.#game);
    if (Math.abs(this.#k - best) < CRITICAL) return words.verdict.critical(this.#k);
    return this.#k < best ? words.verdict.under(this.#k, best) : words.verdict.over(this.#k, best);
  }

  #readings(): TemplateResult {
    const rate = restRate(this.#game, this.#k);
    const names = words.readings;
    return readings([
      { name: names.perStep, value: formatShort(rate) },
      { name: names.perWork, value: formatShort(rate / (1 + this.#k)), note: names.perWorkNote },
      {
        name: names.best,
        value: formatShort(criticalRatio(this.#game)),
        note: names.bestNote,
      },
      { name: names.limit, value: formatShort(optimalRate(this.#game)), note: names.limitNote },
    ]);
  }

  #header(): TemplateResult {
    return html`<div class="figure-header">
      <ul class="legend">
        ${(['perStep', 'perWork'] as const).map(
          (line) =>
            html`<li>
              ${lineSwatch({ colour: COLOURS[line], dash: DASHES[line] })}
              <span>${words.series[line]}</span>
            </li>`,
        )}
      </ul>
      ${iconToggle({
        icon: 'table',
        label: theoryStrings.table(words.figure),
        pressed: this.#table,
        press: () => this.#set(() => (this.#table = !this.#table)),
      })}
    </div>`;
  }

  #figure(): TemplateResult {
    const width = this.#context.figureWidth;
    const height = Math.min(300, Math.max(210, 0.45 * width));
    const perStep = CURVE.map((k) => restRate(this.#game, k));
    const perWork = CURVE.map((k, i) => (perStep[i] ?? 0) / (1 + k));
    const most = Math.max(...perStep);
    const frame = makeFrame({ width, height, x: [0.5, MOST_K + 0.5], y: [0, 1.1 * most] });
    const rate = restRate(this.#game, this.#k);
    const here = frame.toX(this.#k);
    const ticks = evenTicks(0, most, 5).filter((tick) => tick > 0);
    return html`<svg
      class="figure"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label=${words.summary(this.#k, rate, criticalRatio(this.#game))}
    >
      ${yTicks(
        frame,
        ticks.map((at) => ({ at, text: formatShort(at) })),
        words.rate,
      )}
      ${xTicks(
        frame,
        [1, 5, 10, 15, 20].map((at) => ({ at, text: String(at) })),
        'k',
      )}
      ${svg`<path class="curve ${COLOURS.perStep}" stroke-width="2" d=${linePath(frame, CURVE, perStep)} />
        <path class="curve ${COLOURS.perWork}" stroke-width="2" stroke-dasharray=${DASHES.perWork.join(' ')} d=${linePath(frame, CURVE, perWork)} />
        <line class="stack-mark" x1=${here} x2=${here} y1=${frame.top} y2=${frame.bottom} />
        <circle class="trajectory-now" cx=${here} cy=${frame.toY(rate)} r="5" />`}
    </svg>`;
  }

  #tableView(): TemplateResult {
    const { k: name, perStep, perWork } = words.columns;
    return dataTable(
      words.figure,
      [name, perStep, perWork],
      Array.from({ length: MOST_K }, (_, i) => {
        const rate = restRate(this.#game, i + 1);
        return [formatInteger(i + 1), formatShort(rate), formatShort(rate / (i + 2))];
      }),
    );
  }

  #cardLink(where: string, card: LinkedCard): TemplateResult {
    const open = (): void => this.#context.post({ type: 'openCard', card });
    return html`<button type="button" class="link" @click=${open}>${where}</button>`;
  }

  #measured(rows: readonly MeasuredRow[], commands: readonly TheoryCommand[]): TemplateResult {
    return html`<div class="measured">
      <table>
        <caption>
          ${words.measured}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.where}</th>
            <th scope="col">${words.says}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([where, says, card]) =>
              html`<tr>
                <th scope="row">${card === undefined ? where : this.#cardLink(where, card)}</th>
                <td>${says}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <div class="presets">
        ${commands.map(
          (command) =>
            html`<button
              type="button"
              class="preset"
              @click=${() => this.#context.post({ type: 'command', command })}
            >
              ${words.commands[command]}
            </button>`,
        )}
      </div>
    </div>`;
  }
}

/** What was trained, not derived. */
function evidence(): TemplateResult {
  const { title, text, columns, dead } = words.evidence;
  return html`<div class="measured evidence">
    <table aria-describedby="evidence-text">
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          ${Object.values(columns).map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${K_EVIDENCE.map(
          (row) =>
            html`<tr>
              <th scope="row">${formatInteger(row.k)}</th>
              <td>${formatMeasured(row.nonSaturating)}</td>
              <td>${formatMeasured(row.minimax)}</td>
              <td>${dead(row.dead)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="prose" id="evidence-text">${text}</p>
  </div>`;
}

const COLOURS = { perStep: 'discriminator', perWork: 'generator' } as const;
const DASHES = { perStep: [], perWork: [7, 4] } as const;

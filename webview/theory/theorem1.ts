import { html, nothing, type TemplateResult } from 'lit';
import { optimalLogits, optimalOutput, valueOnCells } from '../../src/theory/discriminator';
import { divergences, optimalValue } from '../../src/theory/divergences';
import { valueScale } from '../distributions/valueScale';
import { formatInteger, formatValue } from '../format';
import { strings } from '../strings';
import { dataTable } from '../view/dataTable';
import { iconToggle } from '../view/icon';
import { preset } from './controls';
import { keptMasses, type Experiment, type Kept, type TheoryContext } from './experiment';
import { bars, barsLegend } from './plot/bars';
import { theoryStrings } from './strings';

const words = theoryStrings.theorem1;

const DATA = Float64Array.of(0, 0.12, 0.24, 0.14, 0, 0.1, 0.28, 0.12);
const UNIFORM = DATA.map(() => 1 / DATA.length);
const ONE_MODE = Float64Array.of(0.01, 0.24, 0.46, 0.25, 0.02, 0.01, 0.01, 0);
const DISJOINT = Float64Array.of(0.6, 0, 0, 0, 0.4, 0, 0, 0);
const LIMITS = [0, 0.98] as const;
const LEAST = optimalValue(0);

interface Sums {
  readonly middle: Float64Array;
  readonly forward: number;
  readonly reverse: number;
  readonly jensenShannon: number;
  /** C(G), worked out three ways. */
  readonly ways: Readonly<Record<keyof typeof words.rows, number>>;
}

function sums(q: Float64Array): Sums {
  const middle = DATA.map((mass, i) => 0.5 * (mass + (q[i] ?? 0)));
  const forward = divergences(DATA, middle).klForward;
  const reverse = divergences(q, middle).klForward;
  const { jensenShannon } = divergences(DATA, q);
  return {
    ...{ middle, forward, reverse, jensenShannon },
    ways: {
      value: valueOnCells({ p: DATA, q, logits: optimalLogits(DATA, q) }),
      sum: LEAST + forward + reverse,
      jensen: optimalValue(jensenShannon),
    },
  };
}

export class Theorem1 implements Experiment {
  readonly #context: TheoryContext;
  #model: Float64Array;
  #table = false;

  constructor(context: TheoryContext, kept: Kept) {
    this.#context = context;
    this.#model = keptMasses(kept['model'], ONE_MODE);
  }

  kept(): Kept {
    return { model: [...this.#model] };
  }

  #set(change: () => void): void {
    change();
    this.#context.redraw();
  }

  view(): TemplateResult {
    const found = sums(this.#model);
    return html`<div class="experiment">
      <div class="figure-column">
        <div class="figure-header">
          ${barsLegend(words.columns.data, words.columns.model)}
          ${iconToggle({
            icon: 'table',
            label: theoryStrings.table(words.figure),
            pressed: this.#table,
            press: () => this.#set(() => (this.#table = !this.#table)),
          })}
        </div>
        ${bars({
          data: DATA,
          model: this.#model,
          width: this.#context.figureWidth,
          label: words.figure,
          names: words,
          limits: LIMITS,
          change: (change) => this.#set(() => (this.#model = change(this.#model))),
        })}
        <p class="caption">${words.hint}</p>
        ${this.#table ? this.#tableView(found) : nothing}
      </div>
      <div class="control-column">
        <div class="presets">
          ${this.#preset(words.same, DATA)} ${this.#preset(words.oneMode, ONE_MODE)}
          ${this.#preset(words.uniform, UNIFORM)} ${this.#preset(words.disjoint, DISJOINT)}
        </div>
        ${stack(found)}
        <p class="verdict" role="status">${verdict(found)}</p>
        ${equality(found)}
      </div>
    </div>`;
  }

  #preset(text: string, model: Float64Array): TemplateResult {
    return preset(text, () => this.#set(() => (this.#model = model)));
  }

  #tableView({ middle }: Sums): TemplateResult {
    return dataTable(
      words.figure,
      Object.values(words.columns),
      Array.from(DATA, (data, i) => {
        const model = this.#model[i] ?? 0;
        const best = optimalOutput(data, model);
        return [
          formatInteger(i + 1),
          formatValue(data),
          formatValue(model),
          formatValue(middle[i] ?? 0),
          Number.isNaN(best) ? strings.undefinedValue : formatValue(best),
        ];
      }),
    );
  }
}

function verdict({ jensenShannon }: Sums): string {
  if (jensenShannon < 1e-15) return words.verdict.equal;
  if (jensenShannon > Math.log(2) - 1e-12) return words.verdict.disjoint;
  return words.verdict.between(jensenShannon);
}

/** −log 4, and on it the two divergences, up to C(G). */
function stack({ forward, reverse, ways }: Sums): TemplateResult {
  const middle = LEAST + forward;
  return html`${valueScale({
      label: words.stackLabel(forward, reverse),
      rows: [
        [
          { from: LEAST, to: middle, kind: 'real' },
          { from: middle, to: middle + reverse, kind: 'divergence' },
        ],
      ],
      optimal: ways.sum,
    })}
    <ul class="legend stack-legend">
      <li>
        <span class="key real" aria-hidden="true"></span
        ><span>${words.legend.forward(forward)}</span>
      </li>
      <li>
        <span class="key bar-model-key" aria-hidden="true"></span
        ><span>${words.legend.reverse(reverse)}</span>
      </li>
    </ul>`;
}

/** The three ways to work it out, with every digit. */
function equality({ ways }: Sums): TemplateResult {
  const values = Object.values(ways);
  return html`<h3>${words.stack}</h3>
    <dl class="equality">
      ${(Object.keys(words.rows) as (keyof typeof words.rows)[]).map(
        (way) =>
          html`<div>
            <dt>${words.rows[way]}</dt>
            <dd>${words.exact(ways[way])}</dd>
          </div>`,
      )}
    </dl>
    <p class="caption">${words.difference(Math.max(...values) - Math.min(...values))}</p>`;
}

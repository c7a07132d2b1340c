import { html, nothing, type TemplateResult } from 'lit';
import type { CurveSpec } from '../charts/curveSpecs';
import type { DrawnCard, PanelContext } from '../context';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { CurvesCard } from '../view/curvesCard';
import { prose } from '../view/prose';
import { quantitiesOf, type Quantity } from './quantities';

/** How the two players stand to each other: figures of now in a list, and the course of the one that is chosen. */
export class BalanceCard implements DrawnCard {
  readonly #context: PanelContext;
  /** One a chart, made when it is first chosen. */
  readonly #curves = new Map<CurveSpec, CurvesCard>();

  constructor(context: PanelContext) {
    this.#context = context;
  }

  view(model: PanelModel): TemplateResult | typeof nothing {
    const quantities = this.#quantities(model);
    const chosen = this.#chosen(quantities);
    if (chosen === undefined) return nothing;
    return this.#curvesOf(chosen).view(model, nothing, this.#list(quantities, chosen));
  }

  draw(model: PanelModel): void {
    const chosen = this.#chosen(this.#quantities(model));
    if (chosen !== undefined) this.#curvesOf(chosen).draw(model);
  }

  #quantities({ snapshot }: PanelModel): readonly Quantity[] {
    if (snapshot === undefined) return [];
    return quantitiesOf(snapshot, this.#context.cursor.step);
  }

  #chosen(quantities: readonly Quantity[]): Quantity | undefined {
    const { balance } = this.#context.choices;
    return quantities.find(({ id }) => id === balance) ?? quantities[0];
  }

  #curvesOf({ spec }: Quantity): CurvesCard {
    const curves = this.#curves.get(spec) ?? new CurvesCard(spec, this.#context);
    this.#curves.set(spec, curves);
    return curves;
  }

  #list(quantities: readonly Quantity[], chosen: Quantity): TemplateResult {
    return html`<div
      class="balance-list"
      role="radiogroup"
      aria-label=${strings.balance.quantities}
    >
      ${quantities.map((quantity) => this.#row(quantity, quantity === chosen))}
    </div>`;
  }

  #row({ id, name, readings, sentence }: Quantity, isChosen: boolean): TemplateResult {
    return html`<label class="balance-row ${isChosen ? 'chosen' : ''}">
      <input
        type="radio"
        name="balance"
        .checked=${isChosen}
        aria-labelledby=${`balance-${id}-name`}
        aria-describedby=${`balance-${id}-readings balance-${id}`}
        @change=${() => this.#context.choose({ balance: id })}
      />
      <span class="balance-name" id=${`balance-${id}-name`}>${name}</span>
      <span class="balance-readings" id=${`balance-${id}-readings`}>
        ${readings.map(
          ({ side, text }, index) =>
            html`${index === 0 ? nothing : ' '}<span class="balance-reading"
                ><span class="balance-side">${side}</span> ${text}</span
              >`,
        )}
      </span>
      <span class="balance-sentence" id=${`balance-${id}`}>${prose(sentence)}</span>
    </label>`;
  }
}

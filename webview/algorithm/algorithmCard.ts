import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Algorithm } from '../../src/protocol/algorithm';
import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import type { Stepping } from '../../src/protocol/updates';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import { card } from '../view/chartCard';
import { swatch } from '../view/swatch';
import { isLogLoss, namesScore } from './gradients';
import { programLines } from './program';
import { stepControls } from './stepControls';
import { algorithmStrings as strings } from './strings';

/** Algorithm 1 with the losses of the run, and the lines that have just been done. */
export class AlgorithmCard {
  readonly #context: PanelContext;

  constructor(context: PanelContext) {
    this.#context = context;
  }

  /** Nothing for runs that do not tell what they make of the algorithm. */
  view(model: PanelModel): TemplateResult | typeof nothing {
    const { snapshot } = model;
    const algorithm = snapshot?.summary.algorithm;
    if (snapshot === undefined || algorithm === undefined) return nothing;
    const stepping = steppingOf(snapshot);
    return card({
      context: this.#context,
      id: 'algorithm',
      title: strings.title,
      unit: strings.unit(algorithm),
      help: strings.help,
      actions: html``,
      body: html`${stepping === undefined ? nothing : stepControls(model, stepping, this.#context)}
      ${program(algorithm, snapshot, stepping)} ${notes(algorithm, snapshot)}
      ${isWatched(stepping, snapshot) ? this.#table(algorithm, stepping) : nothing}`,
    });
  }

  #table(algorithm: Algorithm, stepping: Stepping): TemplateResult {
    const words = strings.table;
    const unit = strings.lossUnit(isLogLoss(algorithm.loss));
    return html`<div
      class="table-region updates"
      role="region"
      tabindex="0"
      aria-label=${words.label}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">${words.player}</th>
            <th scope="col" title=${words.lossHelp}>${words.loss}${unit}</th>
            <th scope="col">${words.gradientNorm}</th>
            <th scope="col" title=${words.ratioHelp}>${words.ratio}</th>
          </tr>
        </thead>
        <tbody>
          ${(['discriminator', 'generator'] as const).map((player) => row(player, stepping))}
        </tbody>
      </table>
    </div>`;
  }
}

/** Known while a worker answers and the run is trained. */
function steppingOf({ summary, stepping }: PanelSnapshot): Stepping | undefined {
  const trains = summary.state === 'running' || summary.state === 'paused';
  return summary.connected && trains ? stepping : undefined;
}

/** Whether updates are taken one by one, or may be at any moment. */
function isWatched(
  stepping: Stepping | undefined,
  { summary }: PanelSnapshot,
): stepping is Stepping {
  return stepping !== undefined && (summary.state === 'paused' || stepping.slowMotion > 0);
}

function program(
  algorithm: Algorithm,
  { summary }: PanelSnapshot,
  stepping: Stepping | undefined,
): TemplateResult {
  const { discriminatorSteps, weightClipping } = summary.settings;
  const done = stepping?.wholeStep === true ? 'step' : stepping?.last?.kind;
  return html`${guard(
    [algorithm, discriminatorSteps, weightClipping, done],
    () =>
      html`<ol class="program">
        ${programLines(algorithm, summary.settings).map(({ depth, content, partOf }) => {
          const current = partOf !== undefined && (done === 'step' || partOf === done);
          const action = partOf === undefined ? '' : 'action';
          return html`<li class="depth-${depth} ${action} ${current ? 'current' : ''}">
            ${current ? html`<span class="unseen">${strings.justDone}</span>` : nothing}${content}
          </li>`;
        })}
      </ol>`,
  )}`;
}

function notes(algorithm: Algorithm, { summary }: PanelSnapshot): TemplateResult {
  const words = strings.notes;
  const lines = [
    words.optimizers(algorithm.optimizers),
    ...(namesScore(algorithm) ? [isLogLoss(algorithm.loss) ? words.logit : words.score] : []),
    ...(algorithm.penalties.some(({ kind }) => kind === 'gradientPenalty') ? [words.between] : []),
    ...(algorithm.packing > 1 ? [words.packing(algorithm.packing)] : []),
    ...(algorithm.augmentation === undefined ? [] : [words.augmentation(algorithm.augmentation)]),
    ...(summary.classes === undefined ? [] : [words.classes]),
  ];
  return html`<p class="caption algorithm-notes">${lines.join(' ')}</p>`;
}

function row(player: 'discriminator' | 'generator', { updates, last }: Stepping): TemplateResult {
  const update = updates[player];
  const isNew = last !== undefined && update?.step === last.step && update.kind === last.kind;
  return html`<tr class=${isNew ? 'current' : ''}>
    <th scope="row">
      ${swatch(player)} ${strings.players[player]}
      ${
        update === undefined
          ? nothing
          : html`<span class="caption">${strings.update(update)}</span>`
      }
    </th>
    ${
      update === undefined
        ? html`<td colspan="3">${strings.table.none}</td>`
        : html`<td>${strings.change(update.lossBefore, update.lossAfter)}</td>
            <td>${strings.number(update.gradientNorm)}</td>
            <td>${strings.number(update.updateRatio)}</td>`
    }
  </tr>`;
}

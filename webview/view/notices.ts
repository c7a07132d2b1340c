import { html, nothing, type TemplateResult } from 'lit';
import type { RunSummary } from '../../src/protocol/panelProtocol';
import type { LinkedCard } from '../../src/protocol/theoryProtocol';
import { isLiveState } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import { algorithmStrings } from '../algorithm/strings';
import { strings as metricsStrings } from '../metrics/strings';
import { strings } from '../strings';
import { icon } from './icon';
import { prose } from './prose';

/** A worker reports many times a second; after this long without a word something is wrong. */
const SILENCE_MS = 15_000;

type Severity = 'info' | 'warning' | 'error';

function notice(
  severity: Severity,
  title: string,
  texts: readonly string[],
  action: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="notice ${severity}">
    ${icon(severity)}
    <div class="notice-text">
      <strong>${prose(title)}</strong>
      ${texts.map((text) => html`<p>${prose(text)}</p>`)}
    </div>
    ${action}
  </div>`;
}

export function showLogButton(context: PanelContext): TemplateResult {
  return html`<button type="button" class="link" @click=${() => context.post({ type: 'showLog' })}>
    ${strings.showLog}
  </button>`;
}

/** The page before the first snapshot. */
export function waitingView(context: PanelContext, slow: boolean): TemplateResult {
  return html`<div class="waiting" role="status">
    <h1>${strings.waiting.title}</h1>
    <p>${slow ? strings.waiting.slow : strings.waiting.text}</p>
    ${slow ? showLogButton(context) : nothing}
  </div>`;
}

/** The page when there never was a snapshot and the run cannot be read. */
export function goneView(message: string): TemplateResult {
  return html`<div class="waiting">
    ${notice('error', strings.gone.title, [message, strings.gone.advice])}
  </div>`;
}

const cardTitles: Readonly<Record<LinkedCard, string>> = {
  losses: strings.losses.title,
  algorithm: algorithmStrings.title,
  balance: strings.noCard.balance,
  value: strings.value.title,
  distribution: strings.distribution.title,
  samples: strings.samples.title,
  metrics: metricsStrings.title,
};

/** A link led to a card that this run does not have. */
export function missingCardNotice(card: LinkedCard, dismiss: () => void): TemplateResult {
  const { title, density, other } = strings.noCard;
  const reason = card === 'value' || card === 'distribution' ? density : other;
  const button = html`<button type="button" class="link" @click=${dismiss}>
    ${strings.noCard.dismiss}
  </button>`;
  return html`<div class="notices" id="no-card" role="status">
    ${notice('info', title(cardTitles[card]), [reason], button)}
  </div>`;
}

function endNotice(summary: RunSummary, log: TemplateResult) {
  const texts = (advice: string) =>
    summary.reason === undefined ? [advice] : [summary.reason, advice];
  switch (summary.state) {
    case 'failed':
      return notice('error', strings.state.failed, texts(strings.ended.failed), log);
    case 'diverged':
      return notice('error', strings.state.diverged, texts(strings.ended.diverged), log);
    case 'stopped':
      return notice('info', summary.reason ?? strings.state.stopped, [strings.ended.stopped]);
    default:
      return nothing;
  }
}

/** What the user has to know before reading the curves: each with its reason and what to do. */
export function notices(
  model: PanelModel,
  summary: RunSummary,
  context: PanelContext,
): TemplateResult {
  const log = showLogButton(context);
  const silence = performance.now() - model.heardAt;
  const lost = isLiveState(summary.state) && !summary.connected;
  const fallback = summary.device?.fallback;
  const oddities = summary.data?.warnings ?? [];
  return html`<div class="notices">
    ${
      model.gone === undefined
        ? nothing
        : notice('error', strings.gone.title, [
            model.gone,
            `${strings.gone.advice} ${strings.gone.stale}`,
          ])
    }
    ${
      lost
        ? notice(
            'warning',
            strings.disconnected.title,
            [summary.resumable ? strings.disconnected.resumable : strings.disconnected.lost],
            log,
          )
        : nothing
    }
    ${
      !lost && summary.state === 'running' && silence > SILENCE_MS
        ? notice('warning', strings.silent(silence / 1000), [], log)
        : nothing
    }
    ${endNotice(summary, log)}
    ${oddities.length === 0 ? nothing : notice('warning', strings.dataWarnings, oddities)}
    ${fallback === undefined ? nothing : notice('warning', strings.details.fallback, [fallback])}
  </div>`;
}

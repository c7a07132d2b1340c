import { html, nothing, type TemplateResult } from 'lit';
import type { PanelSnapshot, RunSummary } from '../../src/protocol/panelProtocol';
import { type DeviceChoice, isLiveState } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import { formatCompact, formatShort } from '../format';
import { strings } from '../strings';
import { icon } from './icon';
import { prose } from './prose';
import { stateIcons } from './runState';

/** The bar moves in parts this small, which is finer than a pixel: more often would draw the same again. */
const PROGRESS_PARTS = 2000;

/** Name, state, progress and speed of the run, with the rest a click away. */
export function runHeader(snapshot: PanelSnapshot, context: PanelContext): TemplateResult {
  const { summary, progress } = snapshot;
  const { name, spin } = stateIcons[summary.state];
  const ending = summary.state === 'failed' || summary.state === 'diverged';
  return html`<header class="run-header">
    <div class="title-row">
      <h1>${summary.name}</h1>
      <span class="state ${summary.state}">${icon(name, spin)}${strings.state[summary.state]}</span>
    </div>
    <vscode-progress-bar
      class=${ending ? 'ended' : ''}
      aria-label=${strings.progress.label}
      .value=${Math.floor((PROGRESS_PARTS * progress.step) / Math.max(1, progress.steps))}
      .max=${PROGRESS_PARTS}
    ></vscode-progress-bar>
    <div class="facts">
      <span class="fact strong">${strings.progress.step(progress.step, progress.steps)}</span>
      <span class="fact">${strings.progress.share(progress.step, progress.steps)}</span>
      ${summary.state === 'running' && summary.connected ? speed(snapshot) : nothing}
      ${
        summary.device === undefined
          ? nothing
          : html`<span class="fact device" title=${summary.device.reason}>
              ${icon('chip')}${summary.device.label}
            </span>`
      }
    </div>
    ${details(snapshot, context)}
  </header>`;
}

function speed({ progress }: PanelSnapshot): TemplateResult {
  return html`${
    progress.stepsPerSecond > 0
      ? html`<span class="fact">${strings.progress.rate(progress.stepsPerSecond)}</span>`
      : nothing
  }
  ${
    progress.secondsLeft === undefined
      ? nothing
      : html`<span class="fact">${strings.progress.timeLeft(progress.secondsLeft)}</span>`
  }`;
}

function details(snapshot: PanelSnapshot, context: PanelContext): TemplateResult {
  return html`<details
    class="details"
    ?open=${context.choices.detailsOpen}
    @toggle=${(event: Event) => {
      const open = event.target instanceof HTMLDetailsElement && event.target.open;
      if (open !== context.choices.detailsOpen) context.choose({ detailsOpen: open });
    }}
  >
    <summary>${strings.details.title}</summary>
    <dl>${detailRows(snapshot.summary, snapshot.runDirectory)}</dl>
  </details>`;
}

function row(term: string, content: unknown): TemplateResult {
  return html`<dt>${term}</dt>
    <dd>${content}</dd>`;
}

function detailRows(summary: RunSummary, runDirectory: string): TemplateResult {
  const { device, data, parameters, convention } = summary;
  const text = strings.details;
  return html`
    ${device === undefined ? nothing : deviceRows(device)}
    ${data === undefined ? nothing : row(text.data, data.description)}
    ${
      parameters === undefined
        ? nothing
        : row(
            text.parameters,
            text.parameterCounts(
              formatCompact(parameters.generator),
              formatCompact(parameters.discriminator),
            ),
          )
    }
    ${convention === undefined ? nothing : row(text.convention, convention)}
    ${row(text.directory, html`<code>${runDirectory}</code>`)}
  `;
}

function deviceRows(device: DeviceChoice): TemplateResult {
  const text = strings.details;
  return html`
    ${row(text.device, `${device.label} (${text.threads(device.threads)})`)}
    ${row(text.reason, prose(device.reason))}
    ${device.candidates.length === 0 ? nothing : row(text.candidates, candidatesTable(device))}
  `;
}

function candidatesTable({ candidates }: DeviceChoice): TemplateResult {
  const { device, time, note } = strings.details.candidateColumns;
  return html`<table class="candidates">
    <thead>
      <tr>
        <th scope="col">${device}</th>
        <th scope="col" class="number">${time}</th>
        <th scope="col">${note}</th>
      </tr>
    </thead>
    <tbody>
      ${candidates.map(
        (candidate) =>
          html`<tr>
            <td>${candidate.label}</td>
            <td class="number">
              ${
                candidate.millisecondsPerStep === undefined
                  ? strings.details.notTimed
                  : formatShort(candidate.millisecondsPerStep)
              }
            </td>
            <td>${prose(candidate.note ?? '')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What screen readers are told when the state changes. */
export function stateAnnouncement({ name, state, reason }: RunSummary): string {
  const text = strings.announceState(name, strings.state[state]);
  return reason === undefined || isLiveState(state) ? text : `${text}. ${reason}`;
}

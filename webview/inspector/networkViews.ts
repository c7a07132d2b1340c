/** What the networks say about a sample, part by part. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  InspectedInterpolation,
  InspectedSample,
  InspectedWalk,
} from '../../src/protocol/inspection';
import type { OutputConvention } from '../../src/protocol/runModel';
import { strings } from '../strings';
import { pictureTile } from './pictureTile';
import type { Answer } from './questions';

export type OutputKind = OutputConvention['outputKind'];

/** The output of the discriminator as its loss reads it. */
function outputText(logit: number, kind: OutputKind): string {
  const words = strings.inspector.output;
  return kind === 'score' ? words.score(logit) : words.probability(1 / (1 + Math.exp(-logit)));
}

/** What to show while there is no answer: that it is being worked out, or why there is none. */
export function pending(
  answer: Pick<Answer, 'problem'> | undefined,
): TemplateResult | typeof nothing {
  if (answer?.problem !== undefined) {
    return html`<p class="caption problem">${answer.problem}</p>`;
  }
  return html`<p class="caption">${strings.inspector.working}</p>`;
}

export function outputView(
  { logit, packing, network, step }: InspectedSample,
  kind: OutputKind,
): TemplateResult {
  const words = strings.inspector.output;
  const value =
    logit === undefined
      ? html`<span>${words.packed(packing)}</span>`
      : html`<strong>${outputText(logit, kind)}</strong> ${
            kind === 'score' ? nothing : html`<span>${words.logit(logit)}</span>`
          }`;
  return html`<div class="inspector-output">
    ${value} <span class="caption">${strings.inspector.ofStep(step)}</span>
    ${network === 'generatorEma' ? html`<p class="caption">${words.average}</p>` : nothing}
  </div>`;
}

export function interpolationView(
  { pictures, positions, path, logits, step }: InspectedInterpolation,
  kind: OutputKind,
): TemplateResult {
  const words = strings.inspector.interpolation;
  return html`<ul class="strip">
      ${Array.from(positions, (position, i) => {
        const logit = logits?.[i];
        const output = logit === undefined ? undefined : outputText(logit, kind);
        return html`<li>${pictureTile(pictures, i, words.image(position, output))}</li>`;
      })}
    </ul>
    <p class="caption">${words.path[path]} ${strings.inspector.ofStep(step)}.</p>`;
}

export function walkView(
  { pictures, positions, dimension, logits, step }: InspectedWalk,
  kind: OutputKind,
): TemplateResult {
  const words = strings.inspector.walk;
  return html`<ul class="strip">
      ${Array.from(positions, (position, i) => {
        const logit = logits?.[i];
        const output = logit === undefined ? undefined : outputText(logit, kind);
        return html`<li>
          ${pictureTile(pictures, i, words.image(dimension, position, output))}<span class="caption"
            >${words.position(position)}</span
          >
        </li>`;
      })}
    </ul>
    <p class="caption">${strings.inspector.ofStep(step)}.</p>`;
}

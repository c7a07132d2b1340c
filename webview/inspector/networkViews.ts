/** What the networks say about a sample, part by part. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  InspectedInterpolation,
  InspectedNeighbours,
  InspectedSample,
  InspectedWalk,
  RealDistances,
} from '../../src/protocol/inspection';
import type { OutputConvention } from '../../src/protocol/runModel';
import { formatShort } from '../format';
import { strings } from '../strings';
import { pictureTile } from './pictureTile';
import type { Answer } from './questions';

/** Share of the real images that are nearer to another one than the sample is to the nearest, below which it may be a copy. */
const SUSPICIOUS = 0.05;

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

function median(ascending: Float64Array): number {
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? NaN;
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? NaN) + upper) / 2;
}

/** What the distance of a sample to its nearest training image says, held against those between training images. */
function verdict(nearest: number, { distances }: RealDistances): TemplateResult {
  const words = strings.inspector.neighbours;
  const typical = median(distances);
  const closer = distances.filter((distance) => distance < nearest).length / distances.length;
  return html`<p>${closer < SUSPICIOUS ? words.copy : words.noCopy}</p>
    <p class="caption">
      ${words.real(distances.length, typical)} ${words.verdict(nearest, typical, closer)}
    </p>`;
}

export function neighboursView(
  { pictures, neighbours, compared, step }: InspectedNeighbours,
  real: Answer<'realDistances'> | undefined,
): TemplateResult {
  const words = strings.inspector.neighbours;
  const nearest = neighbours[0]?.distance ?? NaN;
  return html`<ul class="strip neighbours">
      <li>
        ${pictureTile(pictures, 0, strings.inspector.ofStep(step))}<span class="caption"
          >${words.own}</span
        >
      </li>
      ${neighbours.map(({ image, distance, label, file, mirrored }, i) => {
        const name = words.image(image, distance, label, file, mirrored);
        return html`<li>
          ${pictureTile(pictures, i + 1, name)}<span class="caption"
            >${formatShort(distance)}${label === undefined ? nothing : html`<br />${label}`}${
              mirrored ? html`<br />${words.mirrored}` : nothing
            }</span
          >
        </li>`;
      })}
    </ul>
    ${
      real?.inspection === undefined
        ? html`<p class="caption">${real?.problem ?? words.measuring}</p>`
        : verdict(nearest, real.inspection)
    }
    <p class="caption">${words.compared(compared)} ${strings.inspector.ofStep(step)}.</p>`;
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

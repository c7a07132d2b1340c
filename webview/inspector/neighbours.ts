/** The training images nearest to a sample, by their pixels or by features. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type FeatureProgress,
  type InspectedNeighbours,
  NEIGHBOUR_SPACES,
  type NeighbourSpace,
  type RealDistances,
} from '../../src/protocol/inspection';
import type { PanelContext } from '../context';
import { formatShort } from '../format';
import { strings } from '../strings';
import { pending } from './networkViews';
import { pictureTile } from './pictureTile';
import type { Answer, Questions } from './questions';

/** Share of the real images that are nearer to another one than the sample is to the nearest, below which it may be a copy. */
const SUSPICIOUS = 0.05;
/** The process works for so long on the features of training images before it tells how far it has come. */
const PIECE_MS = 500;

function median(ascending: Float64Array): number {
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? NaN;
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? NaN) + upper) / 2;
}

/** What the distance of a sample to its nearest training image says, held against those between training images. */
function verdict(nearest: number, { distances, space }: RealDistances): TemplateResult {
  const words = strings.inspector.neighbours;
  const typical = median(distances);
  const closer = distances.filter((distance) => distance < nearest).length / distances.length;
  return html`<p>${closer < SUSPICIOUS ? words.copy[space] : words.noCopy}</p>
    <p class="caption">
      ${words.real(distances.length, typical)} ${words.verdict(nearest, typical, closer)}
    </p>`;
}

function neighboursView(
  { pictures, neighbours, compared, step, space }: InspectedNeighbours,
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
    <p class="caption">
      ${words.compared(compared)} ${strings.inspector.ofStep(step)}.
      ${space === 'features' ? words.meaning : nothing}
    </p>`;
}

/** How far the features of the training images have come. */
function progressView({ done, total }: FeatureProgress): TemplateResult {
  const words = strings.inspector.neighbours;
  return html`<div class="feature-progress">
    <progress aria-label=${words.features} max=${total} value=${done}></progress>
    <span class="caption">${words.progress(done, total)}</span>
  </div>`;
}

export class Neighbours {
  readonly #context: PanelContext;
  readonly #questions: Questions;
  #space: NeighbourSpace = 'pixels';

  constructor(context: PanelContext, questions: Questions) {
    this.#context = context;
    this.#questions = questions;
  }

  get #features(): FeatureProgress | undefined {
    return this.#questions.answer('features')?.inspection;
  }

  /** @param again the networks have changed */
  ask(sample: number, again: boolean): void {
    const known = this.#features;
    if (known === undefined) this.#questions.ask({ kind: 'features', milliseconds: 0 });
    const space = this.#space;
    if (space === 'features' && !this.#askForFeatures()) return;
    this.#questions.ask({ kind: 'neighbours', sample, space }, again);
    // Of the data: networks that have changed matter only if there were none to answer.
    const hasFailed = this.#questions.answer('realDistances', space)?.problem !== undefined;
    this.#questions.ask({ kind: 'realDistances', space }, again && hasFailed);
  }

  /** Goes on asking for them until there are all: they are worked on only then. Answers whether there are. */
  #askForFeatures(): boolean {
    const known = this.#features;
    if (known !== undefined && known.done === known.total) return true;
    const hasFailed = this.#questions.answer('features')?.problem !== undefined;
    this.#questions.ask({ kind: 'features', milliseconds: PIECE_MS }, !hasFailed);
    return false;
  }

  /** Another process has the networks now, and no features. */
  forgetFeatures(): void {
    this.#questions.forget('features');
    this.#questions.forget('neighbours', 'features');
    this.#questions.forget('realDistances', 'features');
  }

  view(): TemplateResult {
    const words = strings.inspector.neighbours;
    const near = this.#questions.answer('neighbours', this.#space);
    const withLabels = near?.inspection?.neighbours[0]?.label !== undefined;
    return html`<div class="inspector-part">
      <div class="inspector-heading">
        <h3>${words.title}</h3>
        ${this.#toggle()}
        <span class="unit">${words.unit(this.#space, withLabels)}</span>
      </div>
      ${this.#without()} ${this.#body(near)}
    </div>`;
  }

  /** Nothing where there is nothing to choose. */
  #toggle(): TemplateResult | typeof nothing {
    const known = this.#features;
    if (known === undefined || known.missing !== undefined) return nothing;
    const words = strings.inspector.neighbours;
    return html`<span class="inspector-choice" role="group" aria-label=${words.space}>
      ${NEIGHBOUR_SPACES.map(
        (space) =>
          html`<button
            type="button"
            class="text-toggle"
            aria-pressed=${space === this.#space ? 'true' : 'false'}
            title=${words.spaceHelp[space]}
            @click=${() => {
              this.#choose(space);
            }}
          >
            ${words.spaces[space]}
          </button>`,
      )}
    </span>`;
  }

  #choose(space: NeighbourSpace): void {
    this.#space = space;
    // Even if that has failed before.
    if (space === 'features')
      this.#questions.ask({ kind: 'features', milliseconds: PIECE_MS }, true);
    this.#context.redraw();
  }

  #without(): TemplateResult | typeof nothing {
    const missing = this.#features?.missing;
    if (missing === undefined) return nothing;
    return html`<p class="caption">${strings.inspector.neighbours.pixelsOnly(missing)}</p>`;
  }

  #body(near: Answer<'neighbours'> | undefined): TemplateResult | typeof nothing {
    const space = this.#space;
    const known = this.#features;
    if (space === 'features' && known?.done !== known?.total) {
      const { problem } = this.#questions.answer('features') ?? {};
      if (problem !== undefined) return pending({ problem });
      return known === undefined ? pending(undefined) : progressView(known);
    }
    if (near?.inspection === undefined) return pending(near);
    return neighboursView(near.inspection, this.#questions.answer('realDistances', space));
  }
}

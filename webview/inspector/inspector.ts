import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import type { InspectedLatent, NetworkRequest } from '../../src/protocol/inspection';
import { tileCorner, type TileGrid } from '../../src/protocol/sampleGrid';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { iconButton } from '../view/icon';
import { latentView, shortest } from './latentView';
import { Neighbours } from './neighbours';
import { interpolationView, outputView, pending, type OutputKind, walkView } from './networkViews';
import { pictureTile } from './pictureTile';
import { Questions } from './questions';

/** Answers follow a run that trains, but not more often than this, … */
const REFRESH_MS = 5000;
/** … and not so that they keep the process busy: after an answer that took long, for many times as long. */
const PATIENCE = 20;

/** The grid on show. */
export interface ShownGrid {
  readonly step: number;
  /** It is the newest there is. */
  readonly isNewest: boolean;
  readonly image: ImageBitmap;
  readonly grid: TileGrid;
  readonly count: number;
  readonly classOf: (sample: number) => string | undefined;
}

/** Where the networks are. */
type Access = 'now' | 'older' | 'loadable' | 'loading' | 'lost';

function accessOf({ snapshot }: PanelModel, isNewest: boolean): Access {
  if (!isNewest) return 'older';
  if (snapshot?.summary.connected === true) return 'now';
  switch (snapshot?.networks?.state) {
    case 'ready':
      return 'now';
    case 'loading':
      return 'loading';
    default:
      return snapshot?.summary.savable === true ? 'loadable' : 'lost';
  }
}

/** Everything there is to know about one sample of the grid. */
export class Inspector {
  readonly #context: PanelContext;
  readonly #questions: Questions;
  readonly #neighbours: Neighbours;
  #sample: number | undefined;
  #other: number | undefined;
  #picking = false;
  #dimension = 0;
  #tableOpen = false;
  #copyNote: string | undefined;
  /** Which networks were asked last, and when. */
  #asked = { of: '', at: Number.NEGATIVE_INFINITY };

  constructor(context: PanelContext) {
    this.#context = context;
    this.#questions = new Questions((request) => context.post({ type: 'inspect', request }));
    this.#neighbours = new Neighbours(context, this.#questions);
    context.store.onInspection((reply) => {
      this.#questions.receive(reply);
      context.redraw();
    });
    context.store.onSnapshot(() => this.#questions.restart());
  }

  get sample(): number | undefined {
    return this.#sample;
  }

  get other(): number | undefined {
    return this.#other;
  }

  choose(sample: number): void {
    if (this.#picking) {
      this.#other = sample;
      this.#picking = false;
    } else this.#sample = sample;
    if (this.#other === this.#sample) this.#other = undefined;
    this.#copyNote = undefined;
    this.#context.redraw();
  }

  close(): void {
    this.#sample = undefined;
    this.#other = undefined;
    this.#picking = false;
    this.#context.redraw();
  }

  /** Asks for what is to be shown and is not known. */
  update(model: PanelModel, isNewest: boolean): void {
    const sample = this.#sample;
    if (sample === undefined) return;
    this.#questions.ask({ kind: 'latent', sample });
    if (accessOf(model, isNewest) !== 'now') return;
    const again = this.#haveChanged(model);
    const requests: NetworkRequest[] = [{ kind: 'sample', sample }];
    if (this.#latent !== undefined) {
      requests.push({ kind: 'walk', sample, dimension: this.#dimension });
    }
    if (this.#other !== undefined) {
      requests.push({ kind: 'interpolation', sample, other: this.#other });
    }
    for (const request of requests) this.#questions.ask(request, again);
    this.#neighbours.ask(sample, again);
  }

  /** Whether the networks are others than those asked last, long enough ago. */
  #haveChanged({ snapshot }: PanelModel): boolean {
    const connected = snapshot?.summary.connected === true;
    const of = `${connected} ${connected ? snapshot.sampleSteps.at(-1) : snapshot?.networks?.step}`;
    if (of === this.#asked.of) return false;
    const now = performance.now();
    const otherProcess = this.#asked.of.split(' ')[0] !== String(connected);
    const pause = Math.max(REFRESH_MS, PATIENCE * this.#questions.slowest);
    if (otherProcess) this.#neighbours.forgetFeatures();
    if (!otherProcess && now - this.#asked.at < pause) return false;
    this.#asked = { of, at: now };
    return true;
  }

  get #latent(): InspectedLatent | undefined {
    return this.#questions.answer('latent')?.inspection;
  }

  view(model: PanelModel, shown: ShownGrid): TemplateResult {
    const sample = this.#sample;
    const words = strings.inspector;
    if (sample === undefined || sample >= shown.count) {
      return html`<p class="caption inspector-hint">${words.hint}</p>`;
    }
    const access = accessOf(model, shown.isNewest);
    const kind = model.snapshot?.summary.equilibrium?.outputKind ?? 'probability';
    return html`<div class="inspector" role="group" aria-labelledby="inspector-title">
      <div class="inspector-heading">
        <h3 id="inspector-title" aria-live="polite">
          ${words.title(sample, shown.classOf(sample))}
        </h3>
        ${iconButton({ icon: 'close', label: words.close, press: () => this.close() })}
      </div>
      <div class="inspector-top">
        ${this.#picture(sample, shown, access)}
        <div class="inspector-facts">
          ${access === 'now' ? this.#output(kind) : this.#without(model, access, shown.step)}
          ${this.#latentPart(access)}
        </div>
      </div>
      ${
        access === 'now'
          ? html`${this.#neighbours.view()} ${this.#interpolation(sample, shown.count, kind)}
            ${this.#walk(kind)}`
          : nothing
      }
    </div>`;
  }

  /** The sample enlarged: as the networks of now make it, else as the grid has it. */
  #picture(sample: number, { step, image, grid }: ShownGrid, access: Access): TemplateResult {
    const made = access === 'now' ? this.#questions.answer('sample')?.inspection : undefined;
    const label = strings.inspector.picture(sample, made?.step ?? step);
    const picture =
      made === undefined
        ? html`${guard(
            [image, sample, label],
            () =>
              html`<canvas
                class="picture"
                role="img"
                aria-label=${label}
                ${ref((element) => {
                  if (element instanceof HTMLCanvasElement) cut(element, image, grid, sample);
                })}
              ></canvas>`,
          )}`
        : pictureTile(made.pictures, 0, label);
    return html`<div class="inspector-picture">
      ${picture}<span class="caption">${strings.inspector.ofStep(made?.step ?? step)}</span>
    </div>`;
  }

  #output(kind: OutputKind): TemplateResult | typeof nothing {
    const answer = this.#questions.answer('sample');
    return html`<div class="inspector-part">
      <h3>${strings.inspector.output.title}</h3>
      ${answer?.inspection === undefined ? pending(answer) : outputView(answer.inspection, kind)}
    </div>`;
  }

  /** Why only the files speak, and what can be done about it. */
  #without({ snapshot }: PanelModel, access: Access, step: number): TemplateResult {
    const words = strings.inspector;
    const message = snapshot?.networks?.message;
    switch (access) {
      case 'older':
        return html`<p class="caption">${words.older(step)}</p>`;
      case 'loading':
        return html`<p class="caption" role="status">
          ${words.loading}${message === undefined ? '…' : `: ${message}…`}
        </p>`;
      case 'loadable':
        return html`<p class="caption">${words.ended}</p>
          ${message === undefined ? nothing : html`<p class="problem">${words.failed(message)}</p>`}
          <vscode-button
            secondary
            title=${words.loadHelp}
            @click=${() => this.#context.post({ type: 'loadNetworks' })}
            >${words.load}</vscode-button
          >`;
      default:
        return html`<p class="caption">${words.lost}</p>`;
    }
  }

  #latentPart(access: Access): TemplateResult {
    const answer = this.#questions.answer('latent');
    if (answer?.inspection === undefined) {
      return html`<div class="inspector-part">
        <h3>${strings.inspector.latent.title}</h3>
        ${pending(answer)}
      </div>`;
    }
    const { inspection } = answer;
    return latentView(inspection, {
      marked: access === 'now' ? this.#dimension : undefined,
      tableOpen: this.#tableOpen,
      toggleTable: () => {
        this.#tableOpen = !this.#tableOpen;
        this.#context.redraw();
      },
      copy: () => void this.#copy(inspection.values),
      note: this.#copyNote,
    });
  }

  async #copy(values: Float32Array): Promise<void> {
    const words = strings.inspector.latent;
    try {
      await navigator.clipboard.writeText(`[${Array.from(values, shortest).join(', ')}]`);
      this.#copyNote = words.copied;
    } catch {
      this.#copyNote = words.notCopied;
    }
    this.#context.redraw();
  }

  #interpolation(sample: number, count: number, kind: OutputKind): TemplateResult {
    const words = strings.inspector.interpolation;
    const answer = this.#other === undefined ? undefined : this.#questions.answer('interpolation');
    const others = Array.from({ length: count }, (_, i) => i).filter((i) => i !== sample);
    return html`<div class="inspector-part">
      <div class="inspector-heading">
        <h3>${words.title}</h3>
        <label
          >${words.to}
          <select
            @change=${(event: Event) => {
              if (!(event.target instanceof HTMLSelectElement)) return;
              const { value } = event.target;
              this.#other = value === '' ? undefined : Number(value);
              this.#context.redraw();
            }}
          >
            <option value="" .selected=${live(this.#other === undefined)}>${words.none}</option>
            ${others.map(
              (i) =>
                html`<option value=${i} .selected=${live(i === this.#other)}>${i + 1}</option>`,
            )}
          </select>
        </label>
        <button
          type="button"
          class="text-toggle"
          aria-pressed=${this.#picking ? 'true' : 'false'}
          @click=${() => {
            this.#picking = !this.#picking;
            this.#context.redraw();
          }}
        >
          ${words.pick}
        </button>
      </div>
      <p class="caption" role="status">${this.#picking ? words.picking : ''}</p>
      ${
        answer === undefined
          ? nothing
          : answer.inspection === undefined
            ? pending(answer)
            : interpolationView(answer.inspection, kind)
      }
    </div>`;
  }

  #walk(kind: OutputKind): TemplateResult | typeof nothing {
    const latent = this.#latent;
    if (latent === undefined) return nothing;
    const words = strings.inspector.walk;
    const answer = this.#questions.answer('walk');
    const entry = words.entry(
      ...([this.#dimension, latent.values.length] as const),
      latent.values[this.#dimension] ?? NaN,
    );
    return html`<div class="inspector-part">
      <h3>${words.title}</h3>
      <div class="film-row">
        <input
          type="range"
          min="0"
          max=${latent.values.length - 1}
          step="1"
          .value=${live(String(this.#dimension))}
          aria-label=${words.slider}
          aria-valuetext=${entry}
          @input=${(event: InputEvent) => {
            if (event.target instanceof HTMLInputElement) {
              this.#dimension = event.target.valueAsNumber;
            }
            this.#context.redraw();
          }}
        />
        <span class="caption">${entry}</span>
      </div>
      ${answer?.inspection === undefined ? pending(answer) : walkView(answer.inspection, kind)}
    </div>`;
  }
}

/** Cuts a tile out of the picture of a grid, a pixel for each pixel of the sample. */
function cut(canvas: HTMLCanvasElement, image: ImageBitmap, grid: TileGrid, tile: number): void {
  const { x, y } = tileCorner(grid, tile);
  const { tileWidth, tileHeight } = grid;
  canvas.width = tileWidth;
  canvas.height = tileHeight;
  const context = canvas.getContext('2d');
  context?.drawImage(image, x, y, tileWidth, tileHeight, 0, 0, tileWidth, tileHeight);
}

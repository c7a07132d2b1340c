import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Distribution } from '../../src/protocol/distribution';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import { HEAT_MAPS, PLANE_LAYERS, toggled, type HeatMap } from '../choices';
import type { PanelContext } from '../context';
import type { Picture } from '../export/pictures';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { summarise } from './describe';
import { isThere, PlanePainter, planeLegend, projectionOf, type PlaneFigure } from './planeFigure';
import { scaledContext } from './scaledCanvas';
import { moved, viewAfterKey, WHOLE, zoomedAround, type Viewport } from './viewport';

/** The figure in the plane with its map and layers; moves and zooms. */
export class PlaneView {
  readonly #context: PanelContext;
  readonly #painter = new PlanePainter();
  #canvas: HTMLCanvasElement | undefined;
  #view: Viewport = WHOLE;
  #drag: { readonly x: number; readonly y: number; readonly view: Viewport } | undefined;
  #current: { distribution: Distribution; equilibrium: LossEquilibrium | undefined } | undefined;
  #drawn: readonly unknown[] = [];
  #frame: number | undefined;

  constructor(context: PanelContext) {
    this.#context = context;
  }

  readonly attach = (element: Element | undefined): void => {
    this.#drawn = [];
    this.#canvas = element instanceof HTMLCanvasElement ? element : undefined;
    const canvas = this.#canvas;
    if (canvas === undefined) return;
    canvas.addEventListener('pointerdown', (event) => {
      this.#drag = { x: event.offsetX, y: event.offsetY, view: this.#view };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', () => (this.#drag = undefined));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  };

  readonly press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const next = viewAfterKey(this.#view, event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.#show(next);
  };

  /** Straight to the canvas: the rest of the page stays as it is. */
  #show(view: Viewport): void {
    this.#view = view;
    if (this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      const current = this.#current;
      if (current !== undefined) this.draw(current.distribution, current.equilibrium);
    });
  }

  #size(): { width: number; height: number } {
    const frame = this.#canvas?.parentElement;
    return { width: frame?.clientWidth ?? 0, height: frame?.clientHeight ?? 0 };
  }

  #move(event: PointerEvent): void {
    if (this.#drag === undefined) return;
    const { x, y, view } = this.#drag;
    const { size } = projectionOf({ view, ...this.#size() });
    this.#show(moved(view, (x - event.offsetX) / size, (event.offsetY - y) / size));
  }

  /** Only with Ctrl, as everywhere: the wheel alone scrolls the page. */
  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { width, height } = this.#size();
    const { size } = projectionOf({ view: this.#view, width, height });
    const x = this.#view.x + (event.offsetX - width / 2) / size;
    const y = this.#view.y - (event.offsetY - height / 2) / size;
    this.#show(zoomedAround(this.#view, Math.exp(-event.deltaY / 300), x, y));
  }

  controls(distribution: Distribution): TemplateResult {
    const words = strings.distribution;
    const { heatMap, planeLayers } = this.#context.choices;
    const hasOptimum = distribution.arrays.optimum.length > 0;
    return html`<div class="plane-controls">
        <label
          >${words.map.label}
          <select
            @change=${(event: Event) => {
              const chosen = HEAT_MAPS.find(
                (map) => event.target instanceof HTMLSelectElement && map === event.target.value,
              );
              if (chosen !== undefined) this.#context.choose({ heatMap: chosen });
            }}
          >
            ${HEAT_MAPS.map((map: HeatMap) => {
              const disabled = !hasOptimum && (map === 'optimum' || map === 'difference');
              return html`<option value=${map} ?selected=${map === heatMap} ?disabled=${disabled}>
                ${words.map[map]}
              </option>`;
            })}
          </select>
        </label>
        <div class="layer-buttons" role="group" aria-label=${words.layersLabel}>
          ${PLANE_LAYERS.filter((layer) => isThere(distribution, layer)).map(
            (layer) =>
              html`<button
                type="button"
                class="text-toggle"
                aria-pressed=${planeLayers.includes(layer) ? 'true' : 'false'}
                @click=${() => this.#context.choose({ planeLayers: toggled(planeLayers, layer) })}
              >
                <span
                  class=${ifDefined(layer === 'real' || layer === 'fake' ? `key ${layer}` : undefined)}
                ></span
                ><span>${words.layers[layer]}</span>
              </button>`,
          )}
        </div>
      </div>
      ${modesLine(distribution)}`;
  }

  draw(distribution: Distribution, equilibrium: LossEquilibrium | undefined): void {
    this.#current = { distribution, equilibrium };
    const canvas = this.#canvas;
    if (canvas === undefined) return;
    const { theme } = this.#context;
    const figure = this.#figure(distribution, equilibrium, theme);
    const { map, layers, view, width, height } = figure;
    const shown = [distribution, theme, map, layers, view, width, height, window.devicePixelRatio];
    if (shown.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = shown;
    const context = scaledContext(canvas, width, height);
    if (context === undefined) return;
    this.#painter.draw(context, figure);
  }

  #figure(
    distribution: Distribution,
    equilibrium: LossEquilibrium | undefined,
    theme: PanelTheme,
  ): PlaneFigure {
    const { heatMap: map, planeLayers: layers } = this.#context.choices;
    return { distribution, equilibrium, theme, map, layers, view: this.#view, ...this.#size() };
  }

  /** What is on the screen, to be drawn elsewhere; undefined while there is nothing. */
  picture(theme: PanelTheme): Picture | undefined {
    if (this.#canvas === undefined || this.#current === undefined) return undefined;
    const { distribution, equilibrium } = this.#current;
    const figure = this.#figure(distribution, equilibrium, theme);
    const { width, height } = figure;
    return {
      ...{ theme, width, height, left: 4, legend: planeLegend(figure) },
      title: summarise(distribution),
      // With the colours of another theme: what the screen keeps stays.
      draw: (pen) => new PlanePainter().draw(pen, figure),
    };
  }
}

/** Which modes no generated sample is near, by number. */
function modesLine({ arrays }: Distribution): TemplateResult | typeof nothing {
  const count = arrays.modes.length / 3;
  if (count === 0) return nothing;
  const missing = Array.from({ length: count }, (_, mode) => mode + 1).filter(
    (mode) => arrays.modes[3 * mode - 1] === 0,
  );
  const text =
    missing.length === 0
      ? strings.distribution.allModes(count)
      : strings.distribution.missingModes(count - missing.length, count, missing.join(', '));
  return html`<p class="modes-line">${text}</p>`;
}

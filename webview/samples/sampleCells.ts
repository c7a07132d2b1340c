import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { createRef, ref, type Ref } from 'lit/directives/ref.js';
import { TILE_GAP, tileCorner, type TileGrid } from '../../src/protocol/sampleGrid';
import { strings } from '../strings';

/** The samples on a picture of a grid. */
export interface Cells {
  readonly grid: TileGrid;
  /** Samples there are: the last row may be incomplete. */
  readonly count: number;
}

interface CellsView extends Cells {
  readonly inspected: number | undefined;
  /** The sample at the other end of an interpolation. */
  readonly other: number | undefined;
  readonly classOf: (sample: number) => string | undefined;
  readonly choose: (sample: number) => void;
}

/** How many tiles of a picture are samples: the rest of the last row is transparent. */
export function countTiles(image: ImageBitmap, grid: TileGrid): number {
  const { columns, rows, tileWidth, tileHeight } = grid;
  const first = (rows - 1) * columns;
  const row = new OffscreenCanvas(image.width, 1).getContext('2d');
  const y = tileCorner(grid, first).y + (tileHeight >> 1);
  row?.drawImage(image, 0, y, image.width, 1, 0, 0, image.width, 1);
  const line = row?.getImageData(0, 0, image.width, 1).data;
  const isSample = (column: number): boolean => {
    const x = tileCorner(grid, column).x + (tileWidth >> 1);
    return line?.[4 * x + 3] !== 0;
  };
  return first + Array.from({ length: columns }, (_, i) => i).filter(isSample).length;
}

/** How far a key moves from one sample to another. */
function moved(key: string, sample: number, { grid, count }: Cells): number | undefined {
  const last = count - 1;
  const within = (target: number): number => (target < 0 || target > last ? sample : target);
  switch (key) {
    case 'ArrowLeft':
      return within(sample - 1);
    case 'ArrowRight':
      return within(sample + 1);
    case 'ArrowUp':
      return within(sample - grid.columns);
    case 'ArrowDown':
      return within(sample + grid.columns);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** Lies over the picture of a grid: makes its samples things that can be chosen, with the pointer or with keys. */
export class SampleCells {
  readonly #redraw: () => void;
  readonly #element: Ref<HTMLElement> = createRef();
  #focused = 0;
  #grid: TileGrid | undefined;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  view(of: CellsView): TemplateResult {
    const { grid, count, inspected, other, choose, classOf } = of;
    this.#grid = grid;
    const focused = Math.min(this.#focused, count - 1);
    return html`<div
      class="cells"
      role="listbox"
      aria-label=${strings.inspector.cells}
      @click=${(event: Event) => {
        const sample = this.#indexOf(event.target);
        if (sample === undefined) return;
        this.#focused = sample;
        choose(sample);
      }}
      @keydown=${(event: KeyboardEvent) => this.#press(event, of)}
      ${ref(this.#element)}
    >
      ${guard([grid.columns, count, inspected, other, focused], () =>
        Array.from(
          { length: count },
          (_, i) =>
            html`<div
              role="option"
              class="cell ${i === other ? 'other' : ''}"
              tabindex=${i === focused ? 0 : -1}
              aria-selected=${i === inspected ? 'true' : 'false'}
              aria-label=${strings.inspector.cell(
                ...([i, Math.floor(i / grid.columns), i % grid.columns] as const),
                classOf(i),
              )}
            ></div>`,
        ),
      )}
    </div>`;
  }

  /** Lays the cells over the canvas that shows the picture. */
  place(canvas: HTMLCanvasElement, pictureWidth: number, pictureHeight: number): void {
    const element = this.#element.value;
    const grid = this.#grid;
    if (element === undefined || grid === undefined) return;
    const { style } = element;
    style.width = `${canvas.clientWidth}px`;
    style.height = `${canvas.clientHeight}px`;
    style.gridTemplateColumns = `repeat(${grid.columns}, minmax(0, 1fr))`;
    style.gridTemplateRows = `repeat(${grid.rows}, minmax(0, 1fr))`;
    style.columnGap = `${(100 * TILE_GAP) / pictureWidth}%`;
    style.rowGap = `${(100 * TILE_GAP) / pictureHeight}%`;
  }

  /** Puts the focus on the sample that had it last. */
  focus(): void {
    const cell = this.#element.value?.children[this.#focused];
    if (cell instanceof HTMLElement) cell.focus();
  }

  #indexOf(target: EventTarget | null): number | undefined {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    const index = [...(this.#element.value?.children ?? [])].findIndex((child) => child === cell);
    return index < 0 ? undefined : index;
  }

  #press(event: KeyboardEvent, { choose, ...cells }: CellsView): void {
    const sample = this.#indexOf(event.target);
    if (sample === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(sample);
      return;
    }
    const next = moved(event.key, sample, cells);
    if (next === undefined) return;
    event.preventDefault();
    this.#focused = next;
    this.focus();
    this.#redraw();
  }
}

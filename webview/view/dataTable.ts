import { html, type TemplateResult } from 'lit';
import { strings } from '../strings';

/** A table changes at most this often: it is read, not watched. */
const REFRESH_MS = 2000;

/** The numbers of a chart as a table, in a region that scrolls and takes the focus. */
export function dataTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): TemplateResult {
  return html`<div
    class="table-region"
    role="region"
    tabindex="0"
    aria-label=${strings.table.region(title)}
  >
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Holds a value for a while, so that what is made of it changes slowly. */
export class SlowValue<T> {
  readonly #interval: number;
  #value: T | undefined;
  #takenAt = Number.NEGATIVE_INFINITY;

  constructor(interval = REFRESH_MS) {
    this.#interval = interval;
  }

  /** The value held; `next` takes its place once the interval is over, or at once while nothing is held. */
  take(next: () => T): T {
    const now = performance.now();
    if (this.#value === undefined || now - this.#takenAt >= this.#interval) {
      this.#value = next();
      this.#takenAt = now;
    }
    return this.#value;
  }

  forget(): void {
    this.#value = undefined;
  }
}

import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { InspectedLatent } from '../../src/protocol/inspection';
import { formatInteger } from '../format';
import { dataTable } from '../view/dataTable';
import { iconButton, iconToggle } from '../view/icon';
import { strings } from '../strings';

const HEIGHT = 40;
/** Beyond, bars are cut: of a normal prior one entry in sixteen thousand is larger. */
const REACH = 4;

/** The shortest decimal number that is this float32 number. */
export function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** The entries as bars from a line in the middle; one of them may be marked. */
function bars(values: Float32Array, marked: number | undefined, label: string): TemplateResult {
  const middle = HEIGHT / 2;
  const path = Array.from(values, (value, i) => {
    const end = middle - (Math.min(REACH, Math.max(-REACH, value)) / REACH) * middle;
    return `M${i + 0.5} ${middle}V${end.toFixed(2)}`;
  }).join('');
  return html`<svg
    class="latent-bars"
    role="img"
    aria-label=${label}
    viewBox=${`0 0 ${values.length} ${HEIGHT}`}
    preserveAspectRatio="none"
  >
    ${marked === undefined ? nothing : svg`<rect class="marked" x=${marked} y="0" width="1" height=${HEIGHT} />`}
    <path class="zero" d=${`M0 ${middle}H${values.length}`} />
    <path class="entries" d=${path} />
  </svg>`;
}

interface LatentChoices {
  readonly marked: number | undefined;
  readonly tableOpen: boolean;
  readonly toggleTable: () => void;
  readonly copy: () => void;
  /** What became of copying. */
  readonly note: string | undefined;
}

/** The latent vector of the sample: bars, its figures, the numbers themselves on request. */
export function latentView(
  { values, distribution }: InspectedLatent,
  { marked, tableOpen, toggleTable, copy, note }: LatentChoices,
): TemplateResult {
  const words = strings.inspector.latent;
  const label = words.label(
    ...([values.length, Math.min(...values), Math.max(...values)] as const),
    Math.hypot(...values),
  );
  return html`<div class="inspector-part">
    <div class="inspector-heading">
      <h3>${words.title}</h3>
      ${iconButton({ icon: 'copy', label: words.copy, press: copy })}
      ${iconToggle({
        icon: 'table',
        label: strings.table.toggle(words.title),
        pressed: tableOpen,
        press: toggleTable,
      })}
    </div>
    ${guard([values, marked], () => bars(values, marked, label))}
    <p class="caption">${label} ${words.prior(distribution)}.</p>
    <p class="caption" role="status">${note ?? ''}</p>
    ${
      tableOpen
        ? guard([values], () =>
            dataTable(
              words.title,
              [words.entry, words.value],
              Array.from(values, (value, i) => [formatInteger(i + 1), shortest(value)]),
            ),
          )
        : nothing
    }
  </div>`;
}

import { html, svg, type TemplateResult } from 'lit';
import { seriesStyles, type Role } from '../charts/seriesStyle';

interface LineLook {
  readonly colour: Role | 'foreground';
  readonly dash?: readonly number[];
  readonly width?: number;
  /** Dots rather than dashes. */
  readonly round?: boolean;
}

/** The look of a line in a legend, as in its figure. */
export function lineSwatch(
  { colour, dash = [], width = 1.75, round = false }: LineLook,
  kind = '',
  marker?: TemplateResult,
): TemplateResult {
  return html`<svg class="swatch ${colour}" width="28" height="12" aria-hidden="true">
    <path
      class="line ${kind}"
      d="M0 6H28"
      stroke-width=${width}
      stroke-dasharray=${dash.join(' ')}
      stroke-linecap=${round ? 'round' : 'butt'}
    />
    ${marker}
  </svg>`;
}

function markerOf(role: Role) {
  switch (seriesStyles[role].shape) {
    case 'circle':
      return svg`<circle cx="14" cy="6" r="3.5" />`;
    case 'square':
      return svg`<rect x="10.8" y="2.8" width="6.4" height="6.4" />`;
    case 'triangle':
      return svg`<path d="M14 1.8 18 9.2 10 9.2Z" />`;
  }
}

/** The look of a series, as in the charts over steps: colour, dash and marker. */
export function swatch(role: Role): TemplateResult {
  return lineSwatch({ colour: role, dash: seriesStyles[role].dash }, 'series', markerOf(role));
}

/** The look of a reference line. */
export function referenceSwatch(role: Role | undefined): TemplateResult {
  return lineSwatch({ colour: role ?? 'foreground', dash: [2, 3] });
}

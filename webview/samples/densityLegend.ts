import { html, nothing, type TemplateResult } from 'lit';
import { strings } from '../strings';

/**
 * Which points or bars are real and which generated, and what the axes span.
 * @param dimensions of a sample: bars in one, points in two
 */
export function densityLegend(dimensions: number, extent: string | undefined): TemplateResult {
  return html`<ul class="legend ${dimensions === 1 ? 'histogram-legend' : 'points-legend'}">
    <li><span class="dot real" aria-hidden="true"></span><span>${strings.samples.real}</span></li>
    <li>
      <span class="dot generated" aria-hidden="true"></span
      ><span>${strings.samples.generated}</span>
    </li>
    ${extent === undefined ? nothing : html`<li class="extent">${extent.replaceAll('-', '−')}</li>`}
  </ul>`;
}

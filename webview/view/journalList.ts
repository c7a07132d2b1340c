import { html, nothing, type TemplateResult } from 'lit';
import type { JournalEvent } from '../../src/protocol/runModel';
import { formatTime } from '../format';
import { strings } from '../strings';
import { prose } from './prose';

/** The newest changes, as many as anyone reads. */
const LISTED = 50;

function stepOf(event: JournalEvent): number {
  return event.type === 'edit' ? event.effectiveFrom : event.step;
}

/** What was changed while training, in words: the markers of the chart for those who cannot see them. */
export function journalList(journal: readonly JournalEvent[]): TemplateResult | typeof nothing {
  const changes = journal.filter(({ type }) =>
    ['edit', 'state', 'warning', 'error'].includes(type),
  );
  if (changes.length === 0) return nothing;
  return html`<details class="journal">
    <summary>${strings.journal.title(changes.length)}</summary>
    <ul>
      ${changes
        .slice(-LISTED)
        .reverse()
        .map(
          (event) =>
            html`<li>
              <span class="journal-step">${strings.journal.step(stepOf(event))}</span>
              <span>${prose(strings.journal.describe(event))}</span>
              <time datetime=${event.time}>${formatTime(event.time)}</time>
            </li>`,
        )}
    </ul>
  </details>`;
}

import { html, type TemplateResult } from 'lit';

/** Text with names of the config between `backticks`, as messages have it. */
export function prose(text: string): TemplateResult {
  const parts = text.split('`');
  return html`${parts.map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

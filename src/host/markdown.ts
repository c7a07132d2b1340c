/** Text of unknown origin inside Markdown. */

/**
 * Escapes what Markdown or VS Code's icons and HTML would interpret, on one line. (`appendText` also turns every space
 * into a non-breaking one, so that long sentences would not wrap.)
 */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>&~$]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

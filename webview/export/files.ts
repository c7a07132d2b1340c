/** What the panel has made goes to the host, which asks where to save it. */
import type { PanelContext } from '../context';

export function saveFile(context: PanelContext, name: string, data: Uint8Array): void {
  context.post({ type: 'saveFile', name, data });
}

type Cell = string | number;

function cell(value: Cell | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * A table with full precision, in the form of RFC 4180.
 * @param name of the file, without its extension
 */
export function saveCsv(
  context: PanelContext,
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (Cell | undefined)[])[],
): void {
  const lines = [columns, ...rows].map((values) => values.map(cell).join(','));
  saveFile(context, `${name}.csv`, new TextEncoder().encode([...lines, ''].join('\n')));
}

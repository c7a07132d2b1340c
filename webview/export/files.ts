/** What the panel has made goes to the host, which asks where to save it. */
import type { PanelContext } from '../context';
import { strings } from '../strings';

export function saveFile(context: PanelContext, name: string, data: Uint8Array): void {
  context.post({ type: 'saveFile', name, data });
}

/**
 * The same with what is still to be made; where it cannot be made, the host tells why.
 * @param make answers undefined while there is nothing to save
 */
export async function saveMade(
  context: PanelContext,
  name: string,
  make: () => Uint8Array | undefined | Promise<Uint8Array | undefined>,
): Promise<void> {
  try {
    const data = await make();
    if (data === undefined) throw new Error(strings.export.notDrawn);
    saveFile(context, name, data);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    context.post({ type: 'fileFailed', name, problem });
  }
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

/** Writes a config down with nothing left to a default. */
import type { GanConfig } from './ganConfig';

/** The text of `config.gan.json` in a run directory: every field, defaults included. */
export function resolveConfig(config: GanConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** `--set training.steps=500`: changes a config before it is checked. */
import { applyEdits, modify } from 'jsonc-parser';
import { parseDocument } from 'yaml';
import type { ConfigFormat } from '../config/sourceDocument';
import { shortName } from '../config/shortName';
import { UsageError } from './usageError';

export interface Override {
  /** Such as `generator.layers[1].units`. */
  readonly path: string;
  readonly value: unknown;
}

/** Values are JSON where they can be, else text. @throws UsageError */
export function parseOverride(text: string): Override {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new UsageError(
      `--set wants path=value, such as training.steps=500, not "${shortName(text)}".`,
    );
  }
  const value = text.slice(equals + 1);
  try {
    return { path: text.slice(0, equals), value: JSON.parse(value) };
  } catch {
    return { path: text.slice(0, equals), value };
  }
}

/** Longer lists are in no config; writing one would take all memory. */
const MAXIMUM_INDEX = 1000;

/** A config is seven levels deep; the YAML writer takes time that doubles with each. */
const MAXIMUM_DEPTH = 12;

/** @throws RangeError when an index is beyond every list, or the path deeper than a config */
function segments(path: string): (string | number)[] {
  const parts = path.match(/[^.[\]]+|\[\d+\]/g) ?? [];
  if (parts.length > MAXIMUM_DEPTH) throw new RangeError('there are no configs so deep');
  return parts.map((part) => {
    if (!part.startsWith('[')) return part;
    const index = Number(part.slice(1, -1));
    if (index > MAXIMUM_INDEX) throw new RangeError(`there are no lists of ${index} entries`);
    return index;
  });
}

/** The text of the config with the values put in; a text that cannot be read comes back as it is. */
export function applyOverrides(
  text: string,
  format: ConfigFormat,
  overrides: readonly Override[],
): string {
  return overrides.reduce(
    (current, { path, value }) => applyOverride(current, format, path, value),
    text,
  );
}

function applyOverride(text: string, format: ConfigFormat, path: string, value: unknown): string {
  try {
    if (format === 'json') {
      return applyEdits(text, modify(text, segments(path), value, {}));
    }
    const document = parseDocument(text);
    if (document.errors.length > 0) return text;
    document.setIn(segments(path), value);
    return document.toString();
  } catch {
    throw new UsageError(`--set ${shortName(path)}: the config has no such place.`);
  }
}

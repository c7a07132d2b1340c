/** Reads the text of a config, whatever it holds. */
import { formatCount } from './formatCount';
import { parseJsonDocument } from './jsonDocument';
import type { ConfigFormat, SourceDocument } from './sourceDocument';
import { parseYamlDocument } from './yamlDocument';

export const EMPTY_CONFIG =
  'The config is empty: it needs `data`, `generator` and `discriminator`. GAN: New Config writes a complete one.';

/**
 * No config comes near it; hostile text ends here. The YAML parser takes time that grows with the square of the number of
 * keys: at this length about a second, at ten times of it minutes.
 */
const MAX_LENGTH: Readonly<Record<ConfigFormat, number>> = { json: 1_000_000, yaml: 100_000 };
/** A config is seven levels deep. Also bounds the recursion of the parsers. */
const MAX_NESTING = 100;

function unreadable(message: string): SourceDocument {
  return {
    value: undefined,
    problems: [{ message, offset: 0, length: 0, path: [] }],
    valueRange: () => undefined,
    keyRange: () => undefined,
  };
}

/** More brackets or indentation steps than `MAX_NESTING`, counted roughly: text and comments count too. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth += 1;
    else if ((character === '}' || character === ']') && depth > 0) depth -= 1;
    if (depth > MAX_NESTING) return true;
  }
  // YAML also nests by indentation, and by dashes on one line.
  return /^[ \t]{400}|^(?:[ \t]*[-?][ \t]+){100}/m.test(text);
}

/** Never throws. */
export function parseSource(text: string, format: ConfigFormat): SourceDocument {
  const longest = MAX_LENGTH[format];
  if (text.length > longest) {
    const remedy = format === 'yaml' ? ' Write a config of this size as JSON.' : '';
    return unreadable(`The config is longer than ${formatCount(longest)} characters.${remedy}`);
  }
  if (nestsTooDeeply(text)) {
    return unreadable(`The config is nested more than ${MAX_NESTING} levels deep.`);
  }
  if (text.trim() === '') return unreadable(EMPTY_CONFIG);
  return format === 'json' ? parseJsonDocument(text) : parseYamlDocument(text);
}

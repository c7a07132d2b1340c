/** The text of a config, JSON with comments or YAML, as a value whose every part can be found again in the text. */
import { parseJsonDocument } from './jsonDocument';
import { parseYamlDocument } from './yamlDocument';

export type ConfigFormat = 'json' | 'yaml';

/** Keys and indexes that lead from the root to a value. */
export type ConfigPath = readonly (string | number)[];

/** A stretch of the text, in UTF-16 units; `offset + length` never lies beyond its end. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

export interface SyntaxProblem extends TextRange {
  readonly message: string;
  /** To the thing concerned, where there is one. */
  readonly path: ConfigPath;
}

export interface SourceDocument {
  /** Plain data; undefined when the text could not be read. */
  readonly value: unknown;
  readonly problems: readonly SyntaxProblem[];
  /** Where a value stands; undefined when there is none. */
  valueRange(path: ConfigPath): TextRange | undefined;
  /** Where the key of a property stands; undefined for elements of lists and for what is not there. */
  keyRange(path: ConfigPath): TextRange | undefined;
}

/** The format a file name stands for; undefined when it is no config. */
export function configFormat(fileName: string): ConfigFormat | undefined {
  if (/\.gan\.jsonc?$/i.test(fileName)) return 'json';
  return /\.gan\.ya?ml$/i.test(fileName) ? 'yaml' : undefined;
}

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
    return unreadable(
      `The config is longer than ${longest.toLocaleString('en-US')} characters.${remedy}`,
    );
  }
  if (nestsTooDeeply(text)) {
    return unreadable(`The config is nested more than ${MAX_NESTING} levels deep.`);
  }
  if (text.trim() === '') return unreadable(EMPTY_CONFIG);
  return format === 'json' ? parseJsonDocument(text) : parseYamlDocument(text);
}

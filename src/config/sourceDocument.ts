/** A config that was read, JSON with comments or YAML: a value whose every part can be found again in the text. */
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

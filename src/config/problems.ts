/** What is wrong with a config, in sentences that say where, what was expected and what to do. */
import type * as z from 'zod';
import { EMPTY_CONFIG } from './parseSource';
import { choices, describeExpected, fieldsAt, schemasAt, sectionFields } from './schemaAt';
import { shortName } from './shortName';
import type { ConfigPath, SourceDocument, TextRange } from './sourceDocument';
import { suggest } from './suggest';

export type Severity = 'error' | 'warning';

/** A problem at a place of the config, before it is looked up in the text. */
export interface PlacedProblem {
  readonly path: ConfigPath;
  readonly message: string;
  readonly severity: Severity;
  /** Underline the key, not the value: the field itself is wrong. */
  readonly atKey?: boolean;
  /** Where to show it when the field at `path` is left to its default. */
  readonly orElse?: ConfigPath;
  /** The word that was probably meant, for a quick fix. */
  readonly suggestion?: string;
}

export interface ConfigProblem extends TextRange {
  /** Such as `generator.layers[1].units`; empty for the whole config. */
  readonly path: string;
  readonly message: string;
  readonly severity: Severity;
  /** The word that was probably meant instead of the one in this range. */
  readonly suggestion?: string;
}

/** `generator.layers[1].units`. */
export function formatPath(path: ConfigPath): string {
  return path
    .map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`))
    .join('')
    .replace(/^\./, '');
}

const SHOWN_CHARACTERS = 40;
/** Nobody reads more at once, and each is looked up in the schema and in the text. */
export const MAX_PROBLEMS = 200;

function describeActual(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length} entries`;
  switch (typeof value) {
    case 'string':
      return value.length > SHOWN_CHARACTERS
        ? `"${value.slice(0, SHOWN_CHARACTERS)}…"`
        : JSON.stringify(value);
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return 'an object';
  }
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[segment];
  }
  return current;
}

/** A place as it stands in a sentence: `units`, or "layer 2" for an element of a list. */
function nameOf(path: ConfigPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'The config';
  return typeof last === 'number' ? `Entry ${last + 1} of the list` : `\`${shortName(last)}\``;
}

function missing(config: unknown, path: ConfigPath): PlacedProblem {
  const schemas = schemasAt(config, path);
  const [schema] = schemas;
  const description = schema?.description === undefined ? '' : ` ${schema.description}`;
  const names = choices(schemas);
  // A union says with its discriminator what it is; the description of one branch would mislead.
  const meaning = names.length > 0 ? '' : description;
  return {
    path,
    severity: 'error',
    message: `${nameOf(path)} is missing: it must be ${describeExpected(schemas)}.${meaning}`,
  };
}

function wrongValue(config: unknown, path: ConfigPath): PlacedProblem {
  const actual = valueAt(config, path);
  if (path.length === 0 && (actual === undefined || actual === null)) {
    return { path, severity: 'error', message: EMPTY_CONFIG };
  }
  if (actual === undefined) return missing(config, path);
  const schemas = schemasAt(config, path);
  const near = typeof actual === 'string' ? suggest(actual, choices(schemas)) : undefined;
  const hint = near === undefined ? '' : ` Did you mean \`${near}\`?`;
  return {
    path,
    severity: 'error',
    message: `${nameOf(path)} must be ${describeExpected(schemas)}, not ${describeActual(actual)}.${hint}`,
    suggestion: near,
  };
}

/** What a field that `parent` does not have was meant to be. */
function adviseField(config: unknown, parent: ConfigPath, field: string): string {
  const fields = fieldsAt(config, parent);
  const near = suggest(field, fields);
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  if (parent.length === 0) {
    const sections = sectionFields();
    const owner = sections.find((section) => section.fields.includes(field));
    if (owner !== undefined) return `It belongs in \`${owner.name}\`.`;
    for (const section of sections) {
      const nearby = suggest(field, section.fields);
      if (nearby !== undefined) return `Did you mean \`${section.name}.${nearby}\`?`;
    }
  }
  return `It may have ${fields.map((name) => `\`${name}\``).join(', ')}.`;
}

function unknownField(config: unknown, parent: ConfigPath, field: string): PlacedProblem {
  const where = parent.length === 0 ? 'the config' : `\`${formatPath(parent)}\``;
  return {
    path: [...parent, field],
    severity: 'error',
    atKey: true,
    message: `\`${shortName(field)}\` is no field of ${where}. ${adviseField(config, parent, field)}`,
    suggestion: suggest(field, fieldsAt(config, parent)),
  };
}

/** The problems that a zod issue stands for. */
export function explainIssue(config: unknown, issue: z.core.$ZodIssue): PlacedProblem[] {
  const path = issue.path.map((segment) =>
    typeof segment === 'symbol' ? String(segment) : segment,
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => unknownField(config, path, key));
  }
  return [wrongValue(config, path)];
}

/** Where to show a problem: the value, else the nearest thing around it that is there. */
function rangeOf(document: SourceDocument, { path, atKey, orElse }: PlacedProblem): TextRange {
  const value =
    (atKey === true ? document.keyRange(path) : document.valueRange(path)) ??
    (orElse && document.valueRange(orElse));
  if (value !== undefined) return value;
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const around = path.slice(0, length);
    const key = document.keyRange(around);
    if (key !== undefined) return key;
    // An element of a list, or the whole config: its first character, not everything in it.
    const range = document.valueRange(around);
    if (range !== undefined) return { offset: range.offset, length: Math.min(1, range.length) };
  }
  return { offset: 0, length: 0 };
}

export function placeProblem(document: SourceDocument, problem: PlacedProblem): ConfigProblem {
  const { offset, length } = rangeOf(document, problem);
  const { path, message, severity, suggestion } = problem;
  return { path: formatPath(path), message, severity, offset, length, suggestion };
}

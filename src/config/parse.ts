/** From the text of a config to a resolved config, with every problem and its place in the text. */
import { checkConfig } from './checks';
import { ganConfigSchema, type DataConfig, type GanConfig } from './ganConfig';
import type { MachineMemory } from './memoryChecks';
import {
  explainIssue,
  MAX_PROBLEMS,
  placeProblem,
  type ConfigProblem,
  type PlacedProblem,
} from './problems';
import { DataFieldError, type DataHeader } from './sampleShape';
import { parseSource } from './parseSource';
import type { ConfigFormat, ConfigPath, SourceDocument, TextRange } from './sourceDocument';

export interface ParsedConfig {
  /** There unless a problem is an error. */
  readonly config?: GanConfig;
  /** Sections that are valid on their own, for hints in a config that is being written. */
  readonly sections: Partial<GanConfig>;
  /** In the order of the text; of very many, as may be in a file of another kind, only some. */
  readonly problems: readonly ConfigProblem[];
  /** Where a value stands; undefined when it is not written down. */
  valueRange(path: ConfigPath): TextRange | undefined;
}

/**
 * Reads the beginning of the files that the data section names; undefined where it names none.
 * Rejects with a DataFieldError whose message tells the user what is wrong with them.
 */
export type DataHeaderReader = (data: DataConfig) => Promise<DataHeader | undefined>;

/** The sections that are valid by themselves, so that one mistake does not hide the others. */
function validSections(value: unknown): Partial<GanConfig> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const given = value as Readonly<Record<string, unknown>>;
  const sections: Record<string, unknown> = {};
  for (const [name, section] of Object.entries(ganConfigSchema.shape)) {
    const result = section.safeParse(given[name]);
    if (result.success && result.data !== undefined) sections[name] = result.data;
  }
  return sections;
}

/** A value can break two rules that are told in the same words. */
function isFirstOfItsKind(
  { path, message }: ConfigProblem,
  index: number,
  all: readonly ConfigProblem[],
): boolean {
  return index === all.findIndex((other) => other.path === path && other.message === message);
}

function finish(
  document: SourceDocument,
  config: GanConfig | undefined,
  sections: Partial<GanConfig>,
  placed: readonly PlacedProblem[],
): ParsedConfig {
  const problems = placed
    .map((problem) => placeProblem(document, problem))
    .filter(isFirstOfItsKind)
    .sort((a, b) => a.offset - b.offset);
  const failed = problems.some(({ severity }) => severity === 'error');
  return {
    config: failed ? undefined : config,
    sections,
    problems,
    valueRange: (path) => document.valueRange(path),
  };
}

function withSyntaxProblems({ problems }: SourceDocument): ParsedConfig {
  return {
    sections: {},
    problems: problems.slice(0, MAX_PROBLEMS).map(({ message, offset, length, path }) => {
      return { path: path.join('.'), message, severity: 'error', offset, length };
    }),
    valueRange: () => undefined,
  };
}

interface Validated {
  readonly config?: GanConfig;
  readonly sections: Partial<GanConfig>;
  readonly problems: readonly PlacedProblem[];
}

function validate(value: unknown): Validated {
  const result = ganConfigSchema.safeParse(value);
  if (result.success) return { config: result.data, sections: result.data, problems: [] };
  const problems = result.error.issues
    .slice(0, MAX_PROBLEMS)
    .flatMap((issue) => explainIssue(value, issue))
    .slice(0, MAX_PROBLEMS);
  return { sections: validSections(value), problems };
}

/** Parses and checks a config as far as its text alone tells. Never throws. */
export function parseConfig(text: string, format: ConfigFormat): ParsedConfig {
  const document = parseSource(text, format);
  if (document.problems.length > 0) return withSyntaxProblems(document);
  const { config, sections, problems } = validate(document.value);
  return finish(document, config, sections, [...problems, ...checkConfig(sections)]);
}

/**
 * Like `parseConfig`, and also looks at the data files that the config names. Never rejects.
 *
 * @param machine where it would train
 */
export async function parseConfigWithFiles(
  text: string,
  format: ConfigFormat,
  readHeader: DataHeaderReader,
  machine?: MachineMemory,
): Promise<ParsedConfig> {
  const document = parseSource(text, format);
  if (document.problems.length > 0) return withSyntaxProblems(document);
  const { config, sections, problems } = validate(document.value);
  let header: DataHeader | undefined;
  const fileProblems: PlacedProblem[] = [];
  if (sections.data !== undefined) {
    try {
      header = await readHeader(sections.data);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const field = error instanceof DataFieldError ? error.field : ['source'];
      fileProblems.push({ path: ['data', ...field], severity: 'error', message });
    }
  }
  const checks = checkConfig(sections, header, machine);
  return finish(document, config, sections, [...problems, ...fileProblems, ...checks]);
}

/** Reads and checks a config file for the command line. */
import { relative, resolve } from 'node:path';
import type { GanConfig } from '../config/ganConfig';
import { parseConfigWithFiles } from '../config/parse';
import type { ConfigProblem } from '../config/problems';
import { configFormat } from '../config/sourceDocument';
import { dataHeaderReader } from '../dataFiles/dataHeader';
import { readBoundedFile } from '../runs/boundedFile';
import { totalMemory } from '../runs/machineMemory';
import { applyOverrides, type Override } from './overrides';
import { UsageError } from './usageError';

/** A config has a million characters at most, of up to four bytes each. */
const MAXIMUM_BYTES = 4_000_000;

export interface LoadedConfig {
  readonly config: GanConfig;
  /** Absolute. */
  readonly configPath: string;
  /** Ready to print: what might be wrong. */
  readonly warnings: readonly string[];
}

/**
 * @param path as given on the command line
 * @throws UsageError with every error of the config, one a line, `file:line:column: message`
 */
export async function loadConfig(
  path: string,
  overrides: readonly Override[],
): Promise<LoadedConfig> {
  const configPath = resolve(path);
  const format = configFormat(configPath);
  if (format === undefined) {
    throw new UsageError(`${path} is no config: its name must end with .gan.json or .gan.yaml.`);
  }
  const written = await readText(path);
  const text = applyOverrides(written, format, overrides);
  const parsed = await parseConfigWithFiles(
    text,
    format,
    dataHeaderReader(configPath),
    totalMemory(),
  );
  const describe = (problem: ConfigProblem): string =>
    describeProblem(relative('.', configPath), text, problem, overrides);
  const { config, problems } = parsed;
  const ofSeverity = (severity: ConfigProblem['severity']): string[] =>
    problems.filter((problem) => problem.severity === severity).map(describe);
  if (config === undefined) throw new UsageError(ofSeverity('error').join('\n'));
  return { config, configPath, warnings: ofSeverity('warning') };
}

/** @throws UsageError */
async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readBoundedFile(resolve(path), MAXIMUM_BYTES);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${path} cannot be read: ${reason.replace(/\.$/, '')}.`);
  }
  try {
    // Leaves a byte order mark out.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${path} is not text in UTF-8. Save it with that encoding.`);
  }
}

function describeProblem(
  file: string,
  text: string,
  { path, message, severity, offset }: ConfigProblem,
  overrides: readonly Override[],
): string {
  const override = overrides.find((candidate) => candidate.path === path);
  const place = override === undefined ? `${file}:${position(text, offset)}` : `--set ${path}`;
  return `${place}: ${severity}: ${message}`;
}

/** `line:column`, both from 1. */
function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

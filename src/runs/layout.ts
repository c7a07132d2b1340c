/** Names of the files of a run directory, and nothing else: DESIGN of the directory in one place. */
import { join, relative } from 'node:path';

export const RUN_FILES = {
  record: 'run.json',
  config: 'config.gan.json',
  metrics: 'metrics.arrows',
  balance: 'balance.arrows',
  evaluations: 'evaluations.ndjson',
  evaluation: 'evaluation.json',
  journal: 'events.ndjson',
  connection: 'connection.json',
  log: 'worker.log',
  theory: 'theory.csv',
  samples: 'samples',
  distributions: 'distributions',
  checkpoints: 'checkpoints',
  exports: 'exports',
} as const;

const STEP_DIGITS = 9;

/** `step-000001200`: sorts by step as text. */
export function stepName(step: number): string {
  return `step-${String(step).padStart(STEP_DIGITS, '0')}`;
}

/** The step of a name made by `stepName`, with or without an extension; undefined for any other name. */
export function parseStepName(name: string): number | undefined {
  const match = /^step-(\d{9,})(?:\.[a-z0-9.]+)?$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

export function runFile(runDirectory: string, file: keyof typeof RUN_FILES): string {
  return join(runDirectory, RUN_FILES[file]);
}

/** A path as the journal keeps it, the same on every system: a run directory may be moved. */
export function pathInRun(runDirectory: string, path: string): string {
  return relative(runDirectory, path).replaceAll('\\', '/');
}

export function samplesFile(runDirectory: string, step: number): string {
  return join(runFile(runDirectory, 'samples'), `${stepName(step)}.png`);
}

/** Not a grid, but what all of them are drawn from. */
export function latentsFile(runDirectory: string): string {
  return join(runFile(runDirectory, 'samples'), 'latents.safetensors');
}

export function distributionFile(runDirectory: string, step: number): string {
  return join(runFile(runDirectory, 'distributions'), `${stepName(step)}.safetensors`);
}

export function checkpointDirectory(runDirectory: string, step: number): string {
  return join(runFile(runDirectory, 'checkpoints'), stepName(step));
}

/** `exports/step-000003374`, as it is told to users: the same on every system. */
export function exportName(step: number): string {
  return `${RUN_FILES.exports}/${stepName(step)}`;
}

export function exportDirectory(runDirectory: string, step: number): string {
  return join(runDirectory, exportName(step));
}

/** Starts a run or takes one up again, and answers when it can train. Until then nothing is changed in its directory. */
import { join } from 'node:path';
import { liveSettings } from '../engine/liveSettings';
import type { RunRecord } from '../protocol/runModel';
import { readJournal } from '../runs/journal';
import { RUN_FILES } from '../runs/layout';
import { readRunConfig } from '../runs/runConfig';
import { unmeasured } from './evaluation/unmeasured';
import { describeAlgorithm } from './describeAlgorithm';
import { log } from './log';
import { newRecord, versions } from './newRecord';
import { openTrainingRun, type OpenTrainingRun } from './openTrainingRun';
import { prepareTraining, type PreparedTraining } from './prepareTraining';
import { sameDevice } from './sameDevice';
import { readSavedRun } from './savedRun';
import type { Surroundings } from './surroundings';

export interface StartedTraining {
  readonly open: OpenTrainingRun;
  /** What the user should know: whole sentences. */
  readonly warnings: readonly string[];
}

/**
 * @param configPath file the run was started from
 * @throws Error with a message for the user
 */
export async function startTraining(
  runDirectory: string,
  configPath: string | undefined,
  surroundings: Surroundings,
): Promise<StartedTraining> {
  const config = await readRunConfig(runDirectory);
  const base = configPath ?? join(runDirectory, RUN_FILES.config);
  const prepared = await prepareTraining(config, base, surroundings);
  const record = await newRecord(runDirectory, config, configPath, prepared);
  logPrepared(prepared);
  const open = await openTrainingRun({ runDirectory, config, record, prepared });
  return { open, warnings: warningsOf(prepared) };
}

/** @throws Error with a message for the user */
export async function resumeTraining(
  runDirectory: string,
  surroundings: Surroundings,
): Promise<StartedTraining> {
  const without = '. Start it anew from its config.';
  const saved = await readSavedRun(runDirectory, { live: 'refused', without });
  const { record, config, configPath, checkpoint, state } = saved;
  if (checkpoint.step >= config.training.steps) {
    throw new Error(`This run has done all of its ${config.training.steps} steps.`);
  }
  const onSame = sameDevice(config, record.device);
  const prepared = await prepareTraining(onSame, configPath, surroundings);
  prepared.trainer.loadState(state);
  logPrepared(prepared);
  const open = await openTrainingRun({
    runDirectory,
    config,
    record: {
      ...record,
      ...resumedFields(record, prepared),
      // Versions before did not tell.
      algorithm: describeAlgorithm(config),
      unmeasured: unmeasured(config, prepared),
      // Versions before kept only some of them.
      settings: { ...liveSettings(config), ...checkpoint.settings },
      versions: await versions(),
    },
    prepared,
    resumedFrom: { checkpoint, journal: await readJournal(runDirectory) },
  });
  return {
    open,
    warnings: [...saved.warnings, ...deviceWarnings(record, prepared), ...warningsOf(prepared)],
  };
}

function isSameDevice(record: RunRecord, { device }: PreparedTraining): boolean {
  // The label names threads, version and adapter: another one computes other last digits.
  return record.device?.device === device.device && record.device.label === device.label;
}

/** The report of the first start stays: it says why this device was chosen. */
function resumedFields(record: RunRecord, prepared: PreparedTraining): Partial<RunRecord> {
  return isSameDevice(record, prepared) ? {} : { device: prepared.device };
}

function deviceWarnings(record: RunRecord, prepared: PreparedTraining): string[] {
  if (isSameDevice(record, prepared)) return [];
  return [
    `The run started on ${record.device?.label ?? 'another device'} and goes on with ${prepared.device.label}: its numbers will differ in the last digits.`,
  ];
}

function warningsOf({ dataWarnings, device }: PreparedTraining): string[] {
  return device.fallback === undefined ? [...dataWarnings] : [...dataWarnings, device.fallback];
}

function logPrepared({ device, data }: PreparedTraining): void {
  log(`Data: ${data.description}.`);
  log(`Device: ${device.label}. ${device.reason}`);
  for (const candidate of device.candidates) {
    const time = candidate.millisecondsPerStep;
    const speed = time === undefined ? '' : ` ${time.toFixed(2)} ms a step`;
    log(`  ${candidate.label}:${speed} ${candidate.note ?? ''}`);
  }
}

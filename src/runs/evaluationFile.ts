/**
 * `evaluation.json`: the thorough evaluation of a run that is under way, or how the last one ended. The process that
 * evaluates rewrites it and touches it every second, so that whoever looks into the directory knows whether it goes on:
 * on any machine that sees the disk, and also when nobody is left who has started it.
 */
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode, readBoundedFile, RunFileError } from './boundedFile';
import { HEARTBEAT_TIMEOUT_MS } from './heartbeat';
import { RUN_FILES, runFile } from './layout';
import { isTemporaryName, temporaryPath } from './replaceFile';

const STATES = ['running', 'canceling', 'done', 'failed', 'canceled'] as const;

export interface EvaluationRecord {
  readonly formatVersion: 1;
  /** Tells this evaluation from those before and after it. */
  readonly id: string;
  /** `canceling`: somebody wants it to end, and its process has not noticed yet. */
  readonly state: (typeof STATES)[number];
  /** Of the checkpoint, once that is read. */
  readonly step?: number;
  /** How far it has come, one clause; of a failed one why, in whole sentences. */
  readonly message?: string;
  /** How to read what the last one that was done has found, this or an earlier one: whole sentences. */
  readonly notes?: readonly string[];
  readonly host: string;
  readonly processId: number;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** How an evaluation ended. */
export type EvaluationOutcome = Pick<EvaluationRecord, 'step' | 'message' | 'notes'> & {
  readonly state: 'done' | 'failed' | 'canceled';
};

/** How often the file is touched. */
export const EVALUATION_BEAT_MS = 1000;
/** On the same machine nothing but a process that has gone, or stands still, is late for so long. */
const OWN_TIMEOUT_MS = 20_000;
/** Between looks whether a mark has stayed: longer than its process takes from reading to writing. */
const MARK_CHECK_MS = 200;

const LONGEST_TEXT = 2000;
const MOST_NOTES = 100;
const MAXIMUM_BYTES = 256 * 1024;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isAbsentOr(check: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || check(value);
}

/** Checked by hand: extension and thread do without a library of schemas. */
function isEvaluationRecord(value: unknown): value is EvaluationRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<keyof EvaluationRecord, unknown>;
  const { step, message, notes, endedAt } = record;
  return (
    record.formatVersion === 1 &&
    STATES.some((state) => state === record.state) &&
    [record.id, record.host, record.startedAt].every(isText) &&
    Number.isInteger(record.processId) &&
    isAbsentOr((one) => Number.isInteger(one) && (one as number) >= 0, step) &&
    isAbsentOr(isText, message) &&
    isAbsentOr(isText, endedAt) &&
    isAbsentOr((all) => Array.isArray(all) && all.length <= MOST_NOTES && all.every(isText), notes)
  );
}

/** Whether its process is still at it. */
export function isUnderWay({ state }: Pick<EvaluationRecord, 'state'>): boolean {
  return state === 'running' || state === 'canceling';
}

/** As it is written; undefined where nothing that one could read is. */
async function readWritten(runDirectory: string): Promise<EvaluationRecord | undefined> {
  try {
    const bytes = await readBoundedFile(runFile(runDirectory, 'evaluation'), MAXIMUM_BYTES);
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isEvaluationRecord(value) ? value : undefined;
  } catch (error) {
    // Damaged: the next evaluation replaces it.
    if (error instanceof SyntaxError || error instanceof RunFileError) return undefined;
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

/**
 * Replaces the file as a whole; not seen to the disk, since after a crash of the machine its process is gone anyway.
 *
 * @param touched when its process last said that it lives; now, if it is that process which writes
 */
async function write(
  runDirectory: string,
  record: EvaluationRecord,
  touched = new Date(),
): Promise<void> {
  const path = runFile(runDirectory, 'evaluation');
  const temporary = temporaryPath(path);
  try {
    await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`);
    await utimes(temporary, touched, touched);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * The evaluation that is under way, or the last one; failed if its process has gone without a word. Undefined where
 * there was none.
 *
 * @throws Error of the file system
 */
export async function readEvaluation(
  runDirectory: string,
  now = Date.now(),
): Promise<EvaluationRecord | undefined> {
  const record = await readWritten(runDirectory);
  if (record === undefined || !isUnderWay(record)) return record;
  let touchedAt: number;
  try {
    ({ mtimeMs: touchedAt } = await stat(runFile(runDirectory, 'evaluation')));
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
  const timeout = record.host === hostname() ? OWN_TIMEOUT_MS : HEARTBEAT_TIMEOUT_MS;
  // A clock that was set back must not keep it alive for ever.
  if (Math.abs(now - touchedAt) < timeout) return record;
  if (record.state === 'canceling') return { ...record, state: 'canceled' };
  return { ...record, state: 'failed', message: describeGone(record, touchedAt) };
}

function describeGone({ host }: EvaluationRecord, touchedAt: number): string {
  return `The evaluating process on ${host} has given no sign of life since ${describeTime(touchedAt)}: it was killed, or its machine was restarted. Nothing was written; evaluate the checkpoint again.`;
}

/** To the minute, for readers on any machine. */
function describeTime(time: number): string {
  if (!Number.isFinite(time)) return 'an unknown time';
  const [day, clock = ''] = new Date(time).toISOString().split('T');
  return `${day} ${clock.slice(0, 'hh:mm'.length)} UTC`;
}

/**
 * Begins an evaluation of a run by this process.
 *
 * @throws Error with a message for the user when another is under way
 */
export async function beginEvaluation(runDirectory: string, id: string): Promise<void> {
  const before = await readEvaluation(runDirectory);
  if (before !== undefined && isUnderWay(before)) throw new Error(describeOther(before));
  await removeLeftovers(runDirectory);
  await write(runDirectory, {
    ...{ formatVersion: 1, id, state: 'running', host: hostname(), processId: process.pid },
    ...(before?.notes !== undefined && { notes: before.notes }),
    startedAt: new Date().toISOString(),
  });
}

function describeOther({ host, processId, startedAt }: EvaluationRecord): string {
  const where = host === hostname() ? '' : ` on ${host}`;
  return `This run is being evaluated already${where}, in process ${processId}, since ${describeTime(Date.parse(startedAt))}. Wait for that, or cancel it in the panel of the run.`;
}

/** Of processes that were killed while they wrote. */
async function removeLeftovers(runDirectory: string): Promise<void> {
  for (const name of await readdir(runDirectory)) {
    const isLeft = isTemporaryName(name) && name.startsWith(`.${RUN_FILES.evaluation}.`);
    if (isLeft) await rm(join(runDirectory, name), { force: true });
  }
}

/** Says that an evaluation of this process goes on. Answers why it must not, if so. */
export async function beatEvaluation(
  runDirectory: string,
  id: string,
  news: Pick<EvaluationRecord, 'step' | 'message'> | undefined,
): Promise<string | undefined> {
  const path = runFile(runDirectory, 'evaluation');
  const record = await readWritten(runDirectory);
  if (record === undefined) return 'The evaluation was given up: its file has gone from the run.';
  if (record.id !== id) return 'The evaluation was given up: another one of this run has begun.';
  if (!isUnderWay(record)) return 'The evaluation was ended from elsewhere.';
  if (record.state === 'canceling') {
    await write(runDirectory, ended(record, { state: 'canceled' }));
    return 'The evaluation was canceled.';
  }
  const now = new Date();
  if (news === undefined) await utimes(path, now, now);
  else await write(runDirectory, { ...record, ...bounded(news) });
  return undefined;
}

function ended(record: EvaluationRecord, outcome: EvaluationOutcome): EvaluationRecord {
  const { message: _, ...rest } = record;
  return { ...rest, ...bounded(outcome), endedAt: new Date().toISOString() };
}

/** What a reader takes. */
function bounded<T extends Pick<EvaluationRecord, 'message' | 'notes'>>(words: T): T {
  const { message, notes } = words;
  return {
    ...words,
    ...(message !== undefined && { message: message.slice(0, LONGEST_TEXT) }),
    ...(notes !== undefined && {
      notes: notes.slice(0, MOST_NOTES).map((note) => note.slice(0, LONGEST_TEXT)),
    }),
  };
}

/**
 * Writes down how an evaluation ended, for its process or because that has gone: unless it has said so itself. Answers
 * what stands there of it now.
 */
export async function endEvaluation(
  runDirectory: string,
  id: string,
  outcome: EvaluationOutcome,
): Promise<EvaluationRecord | undefined> {
  const record = await readWritten(runDirectory);
  if (record?.id !== id) return undefined;
  if (!isUnderWay(record)) return record;
  const gaveUp = record.state === 'canceling' && outcome.state === 'failed';
  const last = ended(record, gaveUp ? { state: 'canceled' } : outcome);
  await write(runDirectory, last);
  return last;
}

/**
 * Asks the process that evaluates a run, wherever it is, to end. Returns before it has; does nothing where none is
 * under way.
 */
export async function cancelEvaluation(runDirectory: string): Promise<void> {
  const asked = await readEvaluation(runDirectory);
  for (;;) {
    const record = await readEvaluation(runDirectory);
    if (record?.state !== 'running' || record.id !== asked?.id) return;
    const { mtime } = await stat(runFile(runDirectory, 'evaluation'));
    await write(runDirectory, { ...record, state: 'canceling' }, mtime);
    // Its process may have been writing its progress at this moment, over the mark.
    await wait(MARK_CHECK_MS);
  }
}

/** The same, and waits until it has ended; for so many milliseconds at most. */
export async function cancelAndAwait(runDirectory: string, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    await cancelEvaluation(runDirectory);
    const record = await readEvaluation(runDirectory);
    if (record === undefined || !isUnderWay(record) || performance.now() > deadline) return;
    await wait(MARK_CHECK_MS);
  }
}

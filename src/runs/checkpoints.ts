/** Saved states: `checkpoints/step-*` with `state.safetensors` and `state.json`. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { formatCount } from '../config/formatCount';
import type { LiveSettings } from '../protocol/liveSettings';
import { liveSettingsSchema } from '../protocol/runModelSchema';
import { readBoundedFile, RunFileError } from './boundedFile';
import { messageOf } from './errors';
import { readJsonFile } from './jsonFile';
import { checkpointDirectory, runFile } from './layout';
import { removeTemporaries, writeFolder } from './replaceFile';
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type SafetensorsTensor,
} from './safetensors';
import { listSteps } from './stepEntries';

const TENSORS_FILE = 'state.safetensors';
const COUNTERS_FILE = 'state.json';
/** What a Uint8Array can hold; Adam on a network of 350 million values. */
const MAXIMUM_TENSORS_BYTES = 2 ** 32;

/** A state a run can go on from. */
export interface Checkpoint {
  /** Generator updates done. */
  readonly step: number;
  readonly discriminatorUpdates: number;
  /** Seconds of training so far, pauses left out. */
  readonly seconds: number;
  readonly settings: LiveSettings;
  readonly tensors: readonly SafetensorsTensor[];
}

const countersSchema = z.object({
  formatVersion: z.literal(1),
  step: z.int().min(0),
  discriminatorUpdates: z.int().min(0),
  seconds: z.number().min(0),
  settings: liveSettingsSchema,
});

const COUNTERS = { schema: countersSchema, name: 'a checkpoint', maximumBytes: 64 * 1024 };

/** A checkpoint as bytes: the tensors may change as soon as this is made. */
export interface EncodedCheckpoint {
  readonly step: number;
  readonly tensors: Uint8Array;
  readonly counters: string;
}

export function encodeCheckpoint(checkpoint: Checkpoint): EncodedCheckpoint {
  const { tensors, ...rest } = checkpoint;
  const counters: z.input<typeof countersSchema> = { formatVersion: 1, ...rest };
  return {
    step: checkpoint.step,
    tensors: encodeSafetensors(tensors, { step: String(checkpoint.step) }),
    counters: `${JSON.stringify(counters, null, 2)}\n`,
  };
}

/**
 * Writes a checkpoint: complete or not at all. One of the same step that is there already is kept.
 * Answers its directory.
 */
export async function writeCheckpoint(
  runDirectory: string,
  checkpoint: EncodedCheckpoint,
): Promise<string> {
  const target = checkpointDirectory(runDirectory, checkpoint.step);
  const files = new Map<string, Uint8Array | string>([
    [TENSORS_FILE, checkpoint.tensors],
    [COUNTERS_FILE, checkpoint.counters],
  ]);
  await writeFolder(target, files, 'kept');
  return target;
}

/** Steps that have a checkpoint, ascending. */
export async function listCheckpoints(runDirectory: string): Promise<number[]> {
  return listSteps(runFile(runDirectory, 'checkpoints'));
}

/** Removes all but the newest `keep` checkpoints. */
export async function pruneCheckpoints(runDirectory: string, keep: number): Promise<void> {
  const steps = await listCheckpoints(runDirectory);
  await removeCheckpoints(runDirectory, steps.slice(0, -keep));
}

/** Removes the checkpoints of steps after `step`, and what a crash left of unfinished ones. */
export async function removeCheckpointsAfter(runDirectory: string, step: number): Promise<void> {
  const steps = await listCheckpoints(runDirectory);
  await removeCheckpoints(
    runDirectory,
    steps.filter((other) => other > step),
  );
  await removeTemporaries(runFile(runDirectory, 'checkpoints'));
}

async function removeCheckpoints(runDirectory: string, steps: readonly number[]): Promise<void> {
  for (const step of steps) {
    await rm(checkpointDirectory(runDirectory, step), { recursive: true, force: true });
  }
}

/** @throws Error when a file is absent; RunFileError when it is too large or not what it should be */
export async function readCheckpoint(runDirectory: string, step: number): Promise<Checkpoint> {
  const directory = checkpointDirectory(runDirectory, step);
  const counts = await readJsonFile(join(directory, COUNTERS_FILE), COUNTERS);
  const { formatVersion: _, ...counters } = counts;
  if (counters.step !== step) {
    throw new RunFileError(`${directory} holds step ${formatCount(counters.step)}.`);
  }
  const path = join(directory, TENSORS_FILE);
  const bytes = await readBoundedFile(path, MAXIMUM_TENSORS_BYTES);
  try {
    return { ...counters, tensors: decodeSafetensors(bytes).tensors };
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new RunFileError(`${path} cannot be read. ${error.message}`, { cause: error });
  }
}

export interface NewestCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Newer ones that could not be read, newest first: the step and why. */
  readonly damaged: readonly { readonly step: number; readonly reason: string }[];
}

/** The newest checkpoint that can be read; undefined when there is none. */
export async function newestCheckpoint(
  runDirectory: string,
): Promise<NewestCheckpoint | undefined> {
  const damaged: { step: number; reason: string }[] = [];
  for (const step of (await listCheckpoints(runDirectory)).reverse()) {
    try {
      return { checkpoint: await readCheckpoint(runDirectory, step), damaged };
    } catch (error) {
      damaged.push({ step, reason: messageOf(error) });
    }
  }
  return undefined;
}

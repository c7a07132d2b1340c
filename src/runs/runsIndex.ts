/** The runs of a folder. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../protocol/runModel';
import { errorCode } from './boundedFile';
import { RUN_FILES } from './layout';
import { readRunRecord } from './record';

/** A sweep may have thousands of runs; a process may not have as many open files. */
const FILES_AT_ONCE = 32;

export interface ListedRun {
  readonly runDirectory: string;
  /** As written; `readRunStatus` tells whether a live state is still true. */
  readonly record?: RunRecord;
  /** Why there is no record. */
  readonly problem?: string;
}

/**
 * The runs directly inside a folder, newest first; reads one small file each. Folders without a record are no runs.
 * An absent folder has none.
 */
export async function listRuns(runsDirectory: string): Promise<ListedRun[]> {
  let names: string[];
  try {
    const entries = await readdir(runsDirectory, { withFileTypes: true });
    names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
  const runs: ListedRun[] = [];
  for (let from = 0; from < names.length; from += FILES_AT_ONCE) {
    const some = names.slice(from, from + FILES_AT_ONCE);
    const listed = await Promise.all(some.map((name) => listRun(join(runsDirectory, name))));
    runs.push(...listed.filter((run) => run !== undefined));
  }
  return runs.sort(newestFirst);
}

async function listRun(runDirectory: string): Promise<ListedRun | undefined> {
  try {
    return { runDirectory, record: await readRunRecord(runDirectory) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    const problem = error instanceof Error ? error.message : `${RUN_FILES.record} cannot be read.`;
    return { runDirectory, problem };
  }
}

function newestFirst(a: ListedRun, b: ListedRun): number {
  const left = a.record?.createdAt ?? '';
  const right = b.record?.createdAt ?? '';
  return right.localeCompare(left) || b.runDirectory.localeCompare(a.runDirectory);
}

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { tableFromIPC } from 'apache-arrow';

/** What the tests look at in `run.json`. */
export interface RecordOnDisk {
  readonly state: string;
  readonly reason?: string;
  readonly step: number;
  readonly processId: number;
}

export interface EventOnDisk {
  readonly type: string;
  readonly step: number;
}

/** The only run directory of a workspace. */
export function onlyRunDirectory(workspace: string): string {
  const runs = path.join(workspace, 'runs');
  const [name, ...others] = fs.readdirSync(runs);
  if (name === undefined || others.length > 0) {
    throw new Error(`${runs} holds ${others.length + (name === undefined ? 0 : 1)} runs, not one`);
  }
  return path.join(runs, name);
}

export function readRecord(runDirectory: string): RecordOnDisk {
  return JSON.parse(fs.readFileSync(path.join(runDirectory, 'run.json'), 'utf8')) as RecordOnDisk;
}

/** `evaluation.json`. */
export function readEvaluation(runDirectory: string): Pick<RecordOnDisk, 'state' | 'processId'> {
  const text = fs.readFileSync(path.join(runDirectory, 'evaluation.json'), 'utf8');
  return JSON.parse(text) as Pick<RecordOnDisk, 'state' | 'processId'>;
}

export function readEvents(runDirectory: string): EventOnDisk[] {
  const text = fs.readFileSync(path.join(runDirectory, 'events.ndjson'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EventOnDisk);
}

/** The steps that `metrics.arrows` has a row of, as another library than ours reads it. */
export function metricsSteps(runDirectory: string): number[] {
  const table = tableFromIPC(fs.readFileSync(path.join(runDirectory, 'metrics.arrows')));
  return Array.from(table.getChild('step')!.toArray() as Int32Array);
}

/** Makes a folder read-only, for the superuser too. Answers what takes it back. */
export function makeReadOnly(folder: string): () => void {
  if (process.getuid?.() !== 0) {
    fs.chmodSync(folder, 0o555);
    return () => fs.chmodSync(folder, 0o755);
  }
  execFileSync('mount', ['--bind', folder, folder]);
  execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
  return () => execFileSync('umount', ['--lazy', folder]);
}

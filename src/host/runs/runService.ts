/**
 * The runs of the workspace: finds their directories, keeps their state true, and attaches to workers that live, no
 * matter who started them. A cheap poll, not a file watcher: run directories may lie on a shared disk, and thousands of
 * files must not cost anything.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { errorCode } from '../../runs/boundedFile';
import { Disposable, every } from '../disposable';
import { messageOf } from '../errors';
import type { Log } from '../log';
import { within } from '../within';
import { Run, type RunStatus } from './run';
import { attach, readStatus, recordFingerprint } from './runAccess';

const POLL_MILLISECONDS = 1000;
/** A worker that does not answer for longer is not waited for: other runs go on. */
const ATTACH_PATIENCE_MILLISECONDS = 1000;
/** Runs that have ended are looked at every so many polls: another window or a terminal may resume them. */
const POLLS_PER_FULL_SCAN = 5;

/** A directory known to hold a run, and what it looked like when it was last read. */
interface Entry {
  readonly run: Run;
  fingerprint: string;
  attaching: boolean;
}

export class RunService extends Disposable {
  private readonly changedRuns = this.register(new vscode.EventEmitter<void>());
  /** Runs have appeared or gone. */
  readonly onDidChangeRuns = this.changedRuns.event;
  private readonly changedRun = this.register(new vscode.EventEmitter<Run>());
  /** A run's state, record, progress or connection has changed. */
  readonly onDidChangeRun = this.changedRun.event;

  private readonly scanned = this.register(new vscode.EventEmitter<void>());
  /** The folders have been looked through for the first time. */
  readonly onDidScan = this.scanned.event;
  private everScanned = false;

  private readonly entries = new Map<string, Entry>();
  /** Modification times of the folders that hold run directories. */
  private readonly folders = new Map<string, number>();
  /** Runs opened by their path, from outside those folders. */
  private readonly guests = new Set<string>();
  /** Directories whose run cannot be read, with the reason. */
  private readonly unreadable = new Map<string, string>();
  private polls = 0;
  private scanning: Promise<void> | undefined;

  constructor(
    private readonly runFolders: () => readonly string[],
    private readonly log: Log,
  ) {
    super();
    this.register(every(POLL_MILLISECONDS, () => void this.scan()));
  }

  get hasScanned(): boolean {
    return this.everScanned;
  }

  /** Newest first. */
  get runs(): readonly Run[] {
    return [...this.entries.values()]
      .map(({ run }) => run)
      .sort((a, b) => (a.record.createdAt < b.record.createdAt ? 1 : -1));
  }

  /** Directories that hold a run that cannot be read. */
  get damaged(): readonly { readonly directory: string; readonly reason: string }[] {
    return [...this.unreadable].map(([directory, reason]) => ({ directory, reason }));
  }

  find(directory: string): Run | undefined {
    return this.entries.get(directory)?.run;
  }

  /** Whether another run has the same name, as one trained from the same config. */
  hasNamesake(run: Run): boolean {
    for (const other of this.entries.values()) {
      if (other.run !== run && other.run.record.name === run.record.name) return true;
    }
    return false;
  }

  /** The run of a directory, wherever it lies; undefined when there is none. */
  async open(directory: string): Promise<Run | undefined> {
    if (!this.entries.has(directory)) {
      this.guests.add(directory);
      await this.refresh(directory);
      this.changedRuns.fire();
    }
    return this.find(directory);
  }

  /** Looks through the folders now. Calls that come meanwhile share the work. */
  async scan(options: { readonly full?: boolean } = {}): Promise<void> {
    if (options.full === true) await this.scanning;
    this.scanning ??= this.scanOnce(options.full ?? this.polls++ % POLLS_PER_FULL_SCAN === 0)
      .catch((error: unknown) => this.log.error('Looking for runs failed.', error))
      .finally(() => (this.scanning = undefined));
    await this.scanning;
  }

  override dispose(): void {
    super.dispose();
    for (const { run } of this.entries.values()) run.dispose();
    this.entries.clear();
  }

  private async scanOnce(full: boolean): Promise<void> {
    const before = this.entries.size;
    const damagedBefore = [...this.unreadable.keys()].join();
    const known = new Set(this.entries.keys());
    const found = new Set(this.guests);
    for (const folder of this.runFolders()) {
      for (const directory of await this.listRuns(folder, full)) found.add(directory);
    }
    for (const directory of [...known, ...this.unreadable.keys()]) {
      if (!found.has(directory)) this.forget(directory);
    }
    const looked = [...found].filter((directory) => full || this.isWorthALook(directory));
    await Promise.all(looked.map((directory) => this.refresh(directory)));
    const changed =
      this.entries.size !== before ||
      [...this.entries.keys()].some((d) => !known.has(d)) ||
      [...this.unreadable.keys()].join() !== damagedBefore;
    if (changed) this.changedRuns.fire();
    if (this.everScanned) return;
    this.everScanned = true;
    this.scanned.fire();
  }

  /** Directories inside `folder`, read anew only when an entry of the folder has come or gone. */
  private async listRuns(folder: string, full: boolean): Promise<string[]> {
    try {
      const { mtimeMs } = await stat(folder);
      const inside = (directory: string) => join(directory, '..') === folder;
      if (!full && this.folders.get(folder) === mtimeMs) {
        return [...this.entries.keys(), ...this.unreadable.keys()].filter(inside);
      }
      const entries = await readdir(folder, { withFileTypes: true });
      this.folders.set(folder, mtimeMs);
      return entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map((entry) => join(folder, entry.name));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') this.log.warn(`${folder} cannot be read.`, error);
      this.folders.delete(folder);
      return [];
    }
  }

  private isWorthALook(directory: string): boolean {
    const entry = this.entries.get(directory);
    if (entry === undefined) return !this.unreadable.has(directory);
    return entry.run.live && !entry.run.connected;
  }

  /** Reads what a run directory says, if it may have changed, and attaches to the worker if there is one. */
  private async refresh(directory: string): Promise<void> {
    try {
      const entry = this.entries.get(directory);
      if (entry?.run.connected === true) return;
      const fingerprint = await recordFingerprint(directory);
      if (fingerprint === undefined) {
        this.forget(directory);
        return;
      }
      if (fingerprint === entry?.fingerprint && !entry.run.live) return;
      const status = await readStatus(directory);
      if (this.isDisposed) return;
      this.unreadable.delete(directory);
      const current = this.entries.get(directory) ?? this.add(directory, status);
      current.fingerprint = fingerprint;
      current.run.update(status);
      if (current.run.attachable) await within(this.attach(current), ATTACH_PATIENCE_MILLISECONDS);
    } catch (error) {
      this.reportUnreadable(directory, error);
    }
  }

  /** Once: the same directory is looked at every few seconds. */
  private reportUnreadable(directory: string, error: unknown): void {
    if (this.unreadable.has(directory)) return;
    this.unreadable.set(directory, messageOf(error).replaceAll(`${directory}${sep}`, ''));
    this.log.warn(`The run in ${directory} cannot be read.`, error);
  }

  private add(directory: string, status: RunStatus): Entry {
    const run = new Run(directory, status);
    run.onDidChange(() => this.changedRun.fire(run));
    const entry: Entry = { run, fingerprint: '', attaching: false };
    this.entries.set(directory, entry);
    return entry;
  }

  private forget(directory: string): void {
    const entry = this.entries.get(directory);
    this.entries.delete(directory);
    this.unreadable.delete(directory);
    this.guests.delete(directory);
    entry?.run.dispose();
  }

  private async attach(entry: Entry): Promise<void> {
    if (entry.attaching || entry.run.connected || !vscode.workspace.isTrusted) return;
    entry.attaching = true;
    const { run } = entry;
    try {
      await attach(run, (reason) => void this.detached(run, reason));
      this.log.info(`Attached to ${run.record.name} (${run.directory}).`);
    } catch (error) {
      this.log.debug(`No worker answers for ${run.directory}.`, error);
    } finally {
      entry.attaching = false;
    }
  }

  private async detached(run: Run, reason: string): Promise<void> {
    if (this.isDisposed || !this.entries.has(run.directory)) return;
    this.log.info(`The link to ${run.record.name} has ended: ${reason}.`);
    run.disconnect();
    await this.refresh(run.directory);
  }
}

/** The run's public face: `run.json`, the journal, and the events that tell clients of both. */
import { formatCount } from '../config/formatCount';
import type { LiveSetting, LiveSettings } from '../protocol/liveSettings';
import {
  isLiveState,
  type JournalEvent,
  type OutputHistogram,
  type RunRecord,
  type RunState,
} from '../protocol/runModel';
import type { JournalWriter } from '../runs/journal';
import { pathInRun } from '../runs/layout';
import { writeRunRecord } from '../runs/record';
import type { Publisher } from './publisher';

/** Distributive: an event without what every event has. */
type EventBody = JournalEvent extends infer E
  ? E extends JournalEvent
    ? Omit<E, 'time' | 'step'>
    : never
  : never;

export interface RunJournalParts {
  readonly runDirectory: string;
  /** The record to go on from. */
  readonly record: RunRecord;
  readonly writer: JournalWriter;
  readonly publisher: Publisher;
  /** Generator updates done by now. */
  readonly currentStep: () => number;
}

export class RunJournal {
  private current: RunRecord;
  private lastWrite: Promise<void> = Promise.resolve();

  constructor(private readonly parts: RunJournalParts) {
    this.current = parts.record;
  }

  get record(): RunRecord {
    return { ...this.current, step: this.parts.currentStep() };
  }

  /** Makes the run visible: a new one, or one that goes on from the checkpoint at `resumedStep`. */
  async open(resumedStep: number | undefined): Promise<void> {
    if (resumedStep === undefined) await this.begin();
    else
      await this.transition(
        'starting',
        `Resumed from the checkpoint at step ${formatCount(resumedStep)}.`,
      );
  }

  private async begin(): Promise<void> {
    for (const message of this.current.data?.warnings ?? []) {
      this.append({ type: 'warning', message });
    }
    await this.update({});
  }

  /** Changes the state: journaled, told to clients, and on the disk when the promise resolves. */
  async transition(to: RunState, reason?: string): Promise<void> {
    const { state: from } = this.current;
    this.append({ type: 'state', from, to, reason });
    const endedAt = isLiveState(to) ? undefined : new Date().toISOString();
    await this.update({ state: to, reason, endedAt });
  }

  /** Writes the record with the time of now: other machines tell by it that the run lives. */
  async heartbeat(): Promise<void> {
    await this.update({});
  }

  /** @param from the value before */
  async edit(
    change: { readonly setting: LiveSetting; readonly from: number; readonly to: number },
    settings: LiveSettings,
    effectiveFrom: number,
  ): Promise<void> {
    this.append({ type: 'edit', ...change, effectiveFrom });
    await this.update({ settings });
  }

  /** Takes over settings that the journal has already told of. */
  async adopt(settings: LiveSettings): Promise<void> {
    await this.update({ settings });
  }

  samples(step: number, file: string, histogram?: OutputHistogram): void {
    this.append({ type: 'samples', file, histogram }, step);
  }

  checkpoint(step: number, directory: string): void {
    this.append({ type: 'checkpoint', directory }, step);
  }

  /** @param files absolute paths */
  exported(files: readonly string[]): void {
    const { runDirectory } = this.parts;
    this.append({ type: 'export', files: files.map((file) => pathInRun(runDirectory, file)) });
  }

  error(message: string): void {
    this.append({ type: 'error', message });
  }

  sync(): void {
    this.parts.writer.sync();
  }

  close(): void {
    this.parts.writer.close();
  }

  private append(body: EventBody, step = this.parts.currentStep()): void {
    const event = { time: new Date().toISOString(), step, ...body } as JournalEvent;
    this.parts.writer.append(event);
    this.parts.publisher.send('journal', event);
  }

  private async update(changes: Partial<RunRecord>): Promise<void> {
    this.current = { ...this.record, ...changes, updatedAt: new Date().toISOString() };
    this.parts.publisher.send('record', this.current);
    // One after the other: two replacements at once would share a temporary file. Each writes the newest record.
    const write = this.lastWrite
      .catch(() => undefined)
      .then(async () => {
        await writeRunRecord(this.parts.runDirectory, this.current);
      });
    this.lastWrite = write;
    await write;
  }
}

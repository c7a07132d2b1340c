/** Attaches to a run and follows it until it ends or the user turns away. */
import { relative } from 'node:path';
import { formatCount } from '../config/formatCount';
import { settingName } from '../protocol/liveSettings';
import {
  isLiveState,
  type JournalEvent,
  type Progress,
  type RunRecord,
} from '../protocol/runModel';
import type { WorkerEvents } from '../protocol/workerProtocol';
import { openRun } from '../runs/openRun';
import { attachToRun, type WorkerClient } from '../runs/workerClient';
import { describeUpdates } from './describeUpdates';
import { createDisplay, type Display, type Losses, meanLosses } from './display';
import { formatCommand } from './format';
import { KEY_HELP, listenToKeys } from './keys';
import { describeSavedModel } from './reports';

export const EXIT_CODES = { good: 0, failed: 1, usage: 2, interrupted: 130 } as const;
/** Signals this close together are one. */
const SAME_INTERRUPT_MS = 250;

type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** A client that shows what it hears and passes on what the user types. */
class RunWatch {
  private client: WorkerClient | undefined;
  private record: RunRecord | undefined;
  private progress: Progress | undefined;
  private losses: Losses | undefined;
  private leaving: ((code: ExitCode) => void) | undefined;
  private interrupted = false;
  private interruptedAt = -Infinity;
  private detached = false;

  constructor(
    private readonly runDirectory: string,
    private readonly display: Display,
  ) {}

  async follow(): Promise<ExitCode> {
    const client = await this.attach();
    if (client === undefined) return this.reportEnd();
    this.client = client;
    this.record = client.attached.record;
    this.progress = client.attached.progress;
    this.show();
    const left = new Promise<ExitCode>((resolve) => {
      this.leaving = resolve;
    });
    if (this.interrupted) this.ask(client.call('stop'));
    const ended = new Promise<undefined>((resolve) => client.onClose(() => resolve(undefined)));
    const code = await Promise.race([left, ended]);
    client.close('detached');
    if (code !== undefined) return code;
    return this.reportEnd();
  }

  /** Undefined when the run has ended meanwhile. */
  private async attach(): Promise<WorkerClient | undefined> {
    try {
      return await attachToRun(this.runDirectory, this.events());
    } catch (error) {
      const { record } = await openRun(this.runDirectory);
      if (isLiveState(record.state)) throw error;
      return undefined;
    }
  }

  private events(): WorkerEvents {
    return {
      record: (record) => {
        this.record = record;
        this.show();
      },
      progress: (progress) => {
        this.progress = progress;
        this.show();
      },
      metrics: (rows) => {
        this.losses = meanLosses(rows);
      },
      histogram: () => undefined,
      distribution: () => undefined,
      stepping: () => undefined,
      journal: (event) => {
        const line = describeEvent(event);
        if (line !== undefined) this.display.say(line);
      },
    };
  }

  private show(): void {
    const { record, progress, losses } = this;
    if (record === undefined || progress === undefined) return;
    this.display.update({ state: record.state, progress, settings: record.settings, losses });
  }

  onKey(key: string): void {
    const { client, record } = this;
    if (client === undefined || record === undefined) return;
    const k = record.settings.discriminatorSteps;
    switch (key) {
      case 'p':
        this.ask(record.state === 'paused' ? client.call('resume') : client.call('pause'));
        break;
      case 'k':
        this.ask(client.call('changeSetting', 'discriminatorSteps', k + 1));
        break;
      case 'K':
        if (k > 1) this.ask(client.call('changeSetting', 'discriminatorSteps', k - 1));
        break;
      case 's':
        this.ask(client.call('singleStep'));
        break;
      case 'd':
        this.ask(this.singleUpdate(client, 'discriminator'));
        break;
      case 'g':
        this.ask(this.singleUpdate(client, 'generator'));
        break;
      case 'q':
        this.detach(EXIT_CODES.good);
        break;
    }
  }

  private async singleUpdate(
    client: WorkerClient,
    player: 'discriminator' | 'generator',
  ): Promise<void> {
    const stepping = await client.call('singleUpdate', player);
    for (const line of describeUpdates(stepping)) this.display.say(line);
  }

  private detach(code: ExitCode): void {
    this.detached = true;
    this.display.say(`Detached. Attach again with: ${this.command('attach')}`);
    this.leaving?.(code);
  }

  /** The first time stops the run, the second time leaves it alone. */
  onInterrupt(): void {
    // A terminal and a parent process may both pass on the same Ctrl-C.
    const now = performance.now();
    const isRepeated = now - this.interruptedAt < SAME_INTERRUPT_MS;
    this.interruptedAt = now;
    if (isRepeated) return;
    if (this.interrupted) {
      this.detach(EXIT_CODES.interrupted);
      return;
    }
    this.interrupted = true;
    this.display.say('Stopping after a checkpoint …');
    if (this.client !== undefined) this.ask(this.client.call('stop'));
  }

  private ask(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => {
      // A link that ended is told by the state of the run, or was ended here.
      if (this.detached || this.record?.state === 'stopping') return;
      this.display.say(error instanceof Error ? error.message : String(error));
    });
  }

  private async reportEnd(): Promise<ExitCode> {
    const { record, resumable } = await openRun(this.runDirectory);
    this.record = record;
    this.progress = { step: record.step, steps: record.steps, stepsPerSecond: 0 };
    this.show();
    this.display.close();
    const where = relative('.', this.runDirectory);
    if (record.state === 'completed') {
      this.display.say(`Completed ${formatCount(record.step)} steps. Everything is in ${where}`);
      return EXIT_CODES.good;
    }
    const reason = record.reason ?? `The run is ${record.state}.`;
    this.display.say(`${reason} It is in ${where}`);
    if (resumable) this.display.say(`Resume with: ${this.command('resume')}`);
    if (record.state !== 'stopped') return EXIT_CODES.failed;
    return this.interrupted ? EXIT_CODES.interrupted : EXIT_CODES.good;
  }

  private command(name: string): string {
    return formatCommand(name, relative('.', this.runDirectory));
  }
}

function describeEvent(event: JournalEvent): string | undefined {
  switch (event.type) {
    case 'edit':
      return `${settingName(event.setting)} ${event.from} → ${event.to}, effective from step ${formatCount(event.effectiveFrom)}`;
    case 'export':
      return describeSavedModel(event.step, event.files.length);
    case 'state':
    case 'samples':
    case 'checkpoint':
    case 'warning':
    case 'error':
      return undefined;
  }
}

/**
 * Follows a live run on standard error. Answers the exit code.
 *
 * @param launch interrupted when the user wanted to end before there was anything to follow
 */
export async function watchRun(
  runDirectory: string,
  launch?: { readonly interrupted: boolean; readonly done: () => void },
): Promise<ExitCode> {
  const display = createDisplay(process.stderr);
  const watch = new RunWatch(runDirectory, display);
  const stopListening = listenToKeys({
    onKey: (key) => watch.onKey(key),
    onInterrupt: () => watch.onInterrupt(),
  });
  launch?.done();
  if (launch?.interrupted === true) watch.onInterrupt();
  if (process.stdin.isTTY) display.say(KEY_HELP);
  try {
    return await watch.follow();
  } finally {
    display.close();
    stopListening();
  }
}

/** Starts training processes, which outlive this window, and finds their runs. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { GanConfig } from '../../config/ganConfig';
import { THOROUGH_EVALUATION } from '../../protocol/evaluationModel';
import type { ExportedModel, LaunchError, LaunchOptions } from '../../runs/launch';
import type { NetworksProcess } from '../../runs/networksProcess';
import { requireTrust } from '../configFiles/preconditions';
import { showSetting } from '../contributions';
import { Disposable } from '../disposable';
import { showLogAction, showMessage, UserError } from '../errors';
import { loadLate } from '../loadLate';
import type { Log } from '../log';
import type { TensorflowFolders } from '../tensorflowFolders';
import type { Run } from './run';
import type { RunService } from './runService';

/** What a process is started for. */
export type LaunchPurpose = 'train' | 'export' | 'inspect' | 'evaluate';

/** A process that is being started and does not train or answer yet, or that saves or measures a model. */
export class Launch {
  private readonly controller = new AbortController();
  private text = '';

  constructor(
    /** The file or run that it is about. */
    readonly name: string,
    readonly purpose: LaunchPurpose,
    private readonly onStatus: () => void,
  ) {}

  /** What the process is doing, one clause; empty until it has said so. */
  get status(): string {
    return this.text;
  }

  set status(text: string) {
    this.text = text;
    this.onStatus();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  cancel(): void {
    this.controller.abort();
  }
}

export class RunLauncher extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** A launch has begun, has something to tell, or has ended. */
  readonly onDidChange = this.changed.event;
  private readonly current = new Set<Launch>();

  constructor(
    private readonly workerPath: string,
    private readonly tensorflow: TensorflowFolders,
    private readonly service: RunService,
    private readonly log: Log,
  ) {
    super();
  }

  /** What is being started, oldest first. */
  get launches(): readonly Launch[] {
    return [...this.current];
  }

  /**
   * Starts a run and answers once its process trains.
   * @throws UserError when it could not be started, CancellationError when the user gave it up
   */
  async start(config: GanConfig, configPath: string, runsDirectory: string): Promise<Run> {
    const { launchRun } = await loadLate();
    const { runDirectory } = await this.launch(basename(configPath), 'train', (options) =>
      launchRun({ config, configPath, runsDirectory }, options),
    );
    return this.find(runDirectory);
  }

  /**
   * Goes on with a run from its newest checkpoint.
   * @throws UserError when it could not be started, CancellationError when the user gave it up
   */
  async resume(run: Run): Promise<void> {
    const { resumeRun } = await loadLate();
    await this.launch(run.record.name, 'train', (options) => resumeRun(run.directory, options));
    await this.find(run.directory);
  }

  /**
   * Saves the model of a run that has ended, from its newest checkpoint.
   * @throws UserError when that is not possible, CancellationError when the user gave it up
   */
  async exportModel(run: Run): Promise<ExportedModel> {
    const { exportModel } = await loadLate();
    return this.launch(run.record.name, 'export', (options) => exportModel(run.directory, options));
  }

  /**
   * Loads the newest checkpoint of a run that has ended, to answer questions about its samples.
   * @throws UserError when that is not possible, CancellationError when the user gave it up
   */
  async openNetworks(
    run: Run,
    onStatus: (status: string) => void,
    signal: AbortSignal,
  ): Promise<NetworksProcess> {
    const { openNetworks } = await loadLate();
    return this.launch(run.record.name, 'inspect', (options) =>
      openNetworks(run.directory, alsoFor(options, signal, onStatus)),
    );
  }

  /**
   * Measures the newest checkpoint of a run thoroughly, and adds what comes of it to its evaluations.
   * @throws UserError when that is not possible, CancellationError when the user gave it up
   */
  async evaluate(run: Run, signal: AbortSignal): Promise<void> {
    const { evaluateRun } = await loadLate();
    await this.launch(run.record.name, 'evaluate', async (options) => {
      await evaluateRun(run.directory, THOROUGH_EVALUATION, alsoFor(options, signal));
      // The run directory keeps them, and panels show them beside the results.
      return { warnings: [] };
    });
  }

  private async launch<T extends { readonly warnings: readonly string[] }>(
    name: string,
    purpose: LaunchPurpose,
    begin: (options: LaunchOptions) => Promise<T>,
  ): Promise<T> {
    requireTrust();
    const launch = new Launch(name, purpose, () => this.changed.fire());
    this.current.add(launch);
    this.changed.fire();
    try {
      const launched = await begin({
        workerPath: this.workerPath,
        tensorflowFolders: this.tensorflow.list(),
        signal: launch.signal,
        onStatus: (status, passing) => {
          if (!passing) this.log.info(`${name}: ${status}`);
          launch.status = status;
        },
      });
      this.tellWarnings(name, launched.warnings);
      return launched;
    } catch (error) {
      if (launch.signal.aborted) throw new vscode.CancellationError();
      const { LaunchError, RunsDirectoryError } = await loadLate();
      if (!(error instanceof LaunchError)) throw error;
      throw launchFailure(name, purpose, error, error instanceof RunsDirectoryError);
    } finally {
      this.current.delete(launch);
      this.changed.fire();
    }
  }

  private tellWarnings(name: string, warnings: readonly string[]): void {
    if (warnings.length === 0) return;
    const text = warnings.join(' ');
    this.log.warn(`${name}: ${text}`);
    void showMessage('warning', `${name}: ${text}`);
  }

  private async find(runDirectory: string): Promise<Run> {
    await this.service.scan({ full: true });
    const run = await this.service.open(runDirectory);
    if (run === undefined) {
      throw new UserError(vscode.l10n.t('The run in {0} cannot be read.', runDirectory), {
        actions: [showLogAction()],
      });
    }
    return run;
  }
}

/** Whoever asked hears what is done, and may give it up as well. */
function alsoFor(
  options: LaunchOptions,
  signal: AbortSignal,
  onStatus?: (status: string) => void,
): LaunchOptions {
  return {
    ...options,
    signal: options.signal ? AbortSignal.any([options.signal, signal]) : signal,
    onStatus: (status, passing) => {
      options.onStatus?.(status, passing);
      onStatus?.(status);
    },
  };
}

function launchFailure(
  name: string,
  purpose: LaunchPurpose,
  error: LaunchError,
  isOfRunsDirectory: boolean,
): UserError {
  const message = {
    train: vscode.l10n.t('{0} could not be started. {1}', name, error.message),
    export: vscode.l10n.t('The model of {0} could not be saved. {1}', name, error.message),
    inspect: vscode.l10n.t('The networks of {0} could not be loaded. {1}', name, error.message),
    evaluate: vscode.l10n.t('{0} could not be evaluated. {1}', name, error.message),
  }[purpose];
  if (!isOfRunsDirectory) {
    return new UserError(message, { actions: [showLogAction()], cause: error });
  }
  const elsewhere = {
    title: vscode.l10n.t('Choose Another Folder'),
    run: () => showSetting('gan.runsDirectory'),
  };
  return new UserError(message, { actions: [elsewhere], cause: error });
}

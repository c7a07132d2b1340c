/** One panel in the editor area: shows one run, whatever becomes of it. */
import * as vscode from 'vscode';
import type { HostMessage, PanelCommand, PanelMessage } from '../../protocol/panelProtocol';
import type { LinkedCard } from '../../protocol/theoryProtocol';
import { exportDirectory } from '../../runs/layout';
import { COMMANDS } from '../contributions';
import { Disposable, ReplaceableResource } from '../disposable';
import { messageOf, reportError, UserError } from '../errors';
import { loadLate } from '../loadLate';
import type { Log } from '../log';
import type { Run } from '../runs/run';
import type { RunActions } from '../runs/runActions';
import type { RunEvaluations } from '../runs/runEvaluations';
import { startedBriefly, stateLabel } from '../runs/runPresentation';
import type { RunService } from '../runs/runService';
import { reveal } from '../commands/reveal';
import { localResourceRoots, pageHtml } from './panelHtml';
import type { OpenNetworks } from './inspectionRelay';
import { PanelLink } from './panelLink';
import type { RunFiles } from './runFiles';

/** What panels need of the rest of the extension. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly runs: RunService;
  readonly actions: RunActions;
  readonly openFiles: (runDirectory: string) => RunFiles;
  readonly openNetworks: OpenNetworks;
  readonly evaluations: RunEvaluations;
  readonly log: Log;
}

/** What a command of the panel came to. */
export type Outcome = Pick<Extract<HostMessage, { type: 'outcome' }>, 'message' | 'savedStep'>;

/** What the title of a run's panel begins with, in whatever state it is. */
export function titleBeginning({ record }: Run): string {
  return `${record.name} · `;
}

export class TrainingPanel extends Disposable {
  private run: Run | undefined;
  private readonly link = this.register(new ReplaceableResource<PanelLink>());
  private readonly closed = this.register(new vscode.EventEmitter<void>());
  readonly onDidClose = this.closed.event;

  constructor(
    readonly view: vscode.WebviewPanel,
    /** Undefined when a restored panel does not know any more which run it showed. */
    readonly runDirectory: string | undefined,
    private readonly services: PanelServices,
  ) {
    super();
    const { webview } = view;
    const { extensionUri, runs } = services;
    webview.options = {
      enableScripts: true,
      localResourceRoots: localResourceRoots(extensionUri),
    };
    view.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'panel.svg');
    this.register(webview.onDidReceiveMessage((message) => void this.receive(message)));
    this.register(
      view.onDidChangeViewState(() => {
        if (!view.visible) this.link.value?.pause();
      }),
    );
    this.register(
      view.onDidDispose(() => {
        this.closed.fire();
        void this.endSlowMotion();
        this.dispose();
      }),
    );
    this.register(runs.onDidChangeRuns(() => void this.runsChanged()));
    this.register(
      runs.onDidChangeRun((run) => {
        if (run === this.run) this.showTitle();
      }),
    );
    webview.html = pageHtml('webview', webview, extensionUri);
    this.connect();
  }

  /** The run shown, while there is one. */
  get shownRun(): Run | undefined {
    return this.run;
  }

  /** Nobody sees any more why the run is slow. */
  private async endSlowMotion(): Promise<void> {
    const { run } = this;
    if (run?.connected !== true || (run.stepping?.slowMotion ?? 0) === 0) return;
    try {
      await this.services.actions.slowMotion(run, 0);
    } catch (error) {
      this.services.log.warn(`Slow motion of ${run.record.name} could not be ended.`, error);
    }
  }

  /** Leads to a card, once the page is there. */
  showCard(card: LinkedCard): void {
    this.link.value?.showCard(card);
  }

  /** Shows the outcome of a command beside the controls. */
  showOutcome(command: PanelCommand, outcome: Outcome, failed: boolean): void {
    this.link.value?.send({ type: 'outcome', command, ...outcome, failed });
  }

  private connect(): void {
    const { runs, openFiles, openNetworks, evaluations, log } = this.services;
    const run = this.runDirectory === undefined ? undefined : runs.find(this.runDirectory);
    this.run = run;
    this.link.value =
      run === undefined
        ? undefined
        : new PanelLink(
            run,
            openFiles(run.directory),
            openNetworks,
            evaluations,
            (message) => this.post(message),
            log,
          );
    this.showTitle();
  }

  private showTitle(): void {
    const { run } = this;
    const title =
      run === undefined
        ? vscode.l10n.t('GAN Run')
        : [
            `${titleBeginning(run)}${stateLabel(run.state)}`,
            ...(this.services.runs.hasNamesake(run) ? [startedBriefly(run)] : []),
          ].join(' · ');
    if (this.view.title !== title) this.view.title = title;
  }

  private async runsChanged(): Promise<void> {
    this.showTitle();
    if (this.runDirectory === undefined) return;
    if (this.services.runs.find(this.runDirectory) === this.run) return;
    this.connect();
    await this.synchronise();
  }

  private post(message: HostMessage): void {
    if (!this.isDisposed) void this.view.webview.postMessage(message);
  }

  /** Posts everything, or why there is nothing. */
  private async synchronise(): Promise<void> {
    if (this.run === undefined && this.runDirectory !== undefined) {
      // A run that was not there may be back: the disk was away, or the folder was moved.
      const run = await this.services.runs.open(this.runDirectory);
      // The panel may have been closed meanwhile.
      if (this.isDisposed) return;
      if (run !== undefined) this.connect();
    }
    const link = this.link.value;
    if (link !== undefined) {
      await link.sendSnapshot();
      return;
    }
    const message =
      this.runDirectory === undefined
        ? vscode.l10n.t('This panel does not know any more which run it showed.')
        : vscode.l10n.t('There is no run in {0}.', this.runDirectory);
    this.post({ type: 'gone', message, sequence: 0 });
  }

  private async receive(value: unknown): Promise<void> {
    const { parsePanelMessage } = await loadLate();
    const parsed = parsePanelMessage(value);
    if ('problem' in parsed) {
      this.services.log.warn(`A message of the panel was not understood: ${parsed.problem}`);
      return;
    }
    try {
      await this.handle(parsed.message);
    } catch (error) {
      await reportError(error, vscode.l10n.t('The panel'), this.services.log);
    }
  }

  private async handle(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.synchronise();
        break;
      case 'revealModel':
        if (this.run !== undefined) await reveal(exportDirectory(this.run.directory, message.step));
        break;
      case 'exportFilm':
        await vscode.commands.executeCommand(COMMANDS.exportFilm, this.runDirectory);
        break;
      case 'fileFailed':
        throw new UserError(
          vscode.l10n.t('{0} could not be saved. {1}', message.name, message.problem),
        );
      case 'openTheory':
        await vscode.commands.executeCommand(COMMANDS.openTheory, message.page);
        break;
      case 'showLog':
        await vscode.commands.executeCommand(COMMANDS.showLog);
        break;
      case 'command':
      case 'changeSetting':
      case 'slowMotion':
        await this.perform(message);
        break;
      default:
        await this.link.value?.receive(message);
    }
  }

  /** Does what a control of the panel asks for, and tells the outcome there. */
  private async perform(
    message: Extract<PanelMessage, { type: 'command' | 'changeSetting' | 'slowMotion' }>,
  ): Promise<void> {
    const { run } = this;
    if (run === undefined) return;
    const command: PanelCommand = message.type === 'command' ? message.command : message.type;
    try {
      this.showOutcome(command, await this.outcomeOf(run, message), false);
    } catch (error) {
      this.services.log.warn(`${command} failed.`, error);
      this.showOutcome(command, { message: messageOf(error) }, true);
    }
  }

  private async outcomeOf(
    run: Run,
    message: Extract<PanelMessage, { type: 'command' | 'changeSetting' | 'slowMotion' }>,
  ): Promise<Outcome> {
    const { actions } = this.services;
    switch (message.type) {
      case 'command':
        return this.act(run, message.command);
      case 'changeSetting':
        return { message: await actions.changeSetting(run, message.setting, message.value) };
      case 'slowMotion':
        return { message: await actions.slowMotion(run, message.updatesPerSecond) };
    }
  }

  private async act(
    run: Run,
    command: Extract<PanelMessage, { type: 'command' }>['command'],
  ): Promise<Outcome> {
    const { actions } = this.services;
    switch (command) {
      case 'pause':
        return { message: await actions.pause(run) };
      case 'resume':
      case 'resumeFromCheckpoint':
        return { message: await actions.resume(run) };
      case 'singleStep':
        return { message: await actions.singleStep(run) };
      case 'singleDiscriminatorUpdate':
        return { message: await actions.singleUpdate(run, 'discriminator') };
      case 'singleGeneratorUpdate':
        return { message: await actions.singleUpdate(run, 'generator') };
      case 'stop':
        return { message: await actions.stop(run) };
      case 'saveModel': {
        const { message, step } = await actions.saveModel(run);
        return { message, savedStep: step };
      }
    }
  }
}

/** The Runs view: newest run first. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { OPEN_SELECTED_RUN, RUNS_VIEW } from '../contributions';
import { WHOLE_RUN } from '../../protocol/panelProtocol';
import { Disposable } from '../disposable';
import type { Log } from '../log';
import type { RunReader } from '../runReader/runReader';
import { within } from '../within';
import { contextValue } from './abilities';
import type { LastLosses, Run } from './run';
import {
  runAccessibleLabel,
  runDescription,
  startedBriefly,
  stateThemeIcon,
} from './runPresentation';
import type { RunLauncher } from './runLauncher';
import type { RunService } from './runService';
import { runTooltip } from './runTooltip';

/** How often the rows of changing runs are drawn again. */
const REFRESH_MILLISECONDS = 2000;
/** Most starts are over before anyone has read about them, and the rows would only jump. */
const QUICK_START_MILLISECONDS = 3000;
/** How long VS Code may take to ask for the rows anew. */
const READING_MILLISECONDS = 10_000;

function startingText(name: string, status: string): string {
  return status === ''
    ? vscode.l10n.t('Starting {0}. GAN: Stop gives it up.', name)
    : vscode.l10n.t('Starting {0}: {1}. GAN: Stop gives it up.', name, status);
}

function damagedText(damaged: RunService['damaged']): string[] {
  const [first, ...others] = damaged;
  if (first === undefined) return [];
  if (others.length === 0) {
    return [vscode.l10n.t('{0} cannot be read: {1}', basename(first.directory), first.reason)];
  }
  const names = damaged.map(({ directory }) => basename(directory)).join(', ');
  return [
    vscode.l10n.t('{0} runs cannot be read, and the log says why: {1}', damaged.length, names),
  ];
}

export class RunsTree extends Disposable implements vscode.TreeDataProvider<Run> {
  private readonly changed = this.register(new vscode.EventEmitter<Run[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<Run>;
  /** VS Code has asked for the rows, and knows them. */
  private readonly wasRead = this.register(new vscode.EventEmitter<void>());
  /** Runs whose rows are out of date, drawn again together. */
  private readonly outdated = new Set<Run>();
  private timer: NodeJS.Timeout | undefined;
  /** Runs while something is being started. */
  private launchTimer: NodeJS.Timeout | undefined;
  private launchIsSlow = false;
  /** What each row showed when it was last drawn: nothing is drawn again that looks the same. */
  private readonly drawn = new WeakMap<Run, string>();

  constructor(
    private readonly service: RunService,
    private readonly launcher: Pick<RunLauncher, 'launches' | 'onDidChange'>,
    private readonly reader: RunReader,
    private readonly log: Log,
  ) {
    super();
    this.view = this.register(
      vscode.window.createTreeView(RUNS_VIEW, { treeDataProvider: this, showCollapseAll: false }),
    );
    this.register(
      service.onDidChangeRuns(() => {
        this.showLiveCount();
        this.showMessage();
        this.changed.fire(undefined);
      }),
    );
    this.register(service.onDidChangeRun((run) => this.refreshSoon(run)));
    this.register(launcher.onDidChange(() => this.launchChanged()));
    this.register({
      dispose: () => {
        clearTimeout(this.timer);
        clearTimeout(this.launchTimer);
      },
    });
  }

  getChildren(parent?: Run): Run[] {
    if (parent !== undefined) return [];
    // It makes its rows of what it gets in the same turn of the event loop.
    setImmediate(() => this.wasRead.fire());
    return [...this.service.runs];
  }

  /**
   * The run whose row is selected. VS Code forgets all rows when one comes or goes, until it has asked for them anew, and
   * knows of no selection meanwhile; a click comes at any time.
   */
  async selectedRun(): Promise<Run | undefined> {
    const deadline = Date.now() + READING_MILLISECONDS;
    while (this.view.selection.length === 0 && Date.now() < deadline) {
      await within(this.nextReading(), deadline - Date.now());
    }
    return this.view.selection[0];
  }

  private async nextReading(): Promise<void> {
    await new Promise<void>((resolve) => {
      const listener = this.wasRead.event(() => {
        listener.dispose();
        resolve();
      });
    });
  }

  /** There are no nested rows; VS Code asks when a row is revealed. */
  getParent(): undefined {
    return undefined;
  }

  getTreeItem(run: Run): vscode.TreeItem {
    this.drawn.set(run, this.fingerprint(run));
    const item = new vscode.TreeItem(run.record.name);
    item.id = run.directory;
    const started = this.service.hasNamesake(run) ? startedBriefly(run) : undefined;
    const description = runDescription(run);
    item.description = started === undefined ? description : `${started} · ${description}`;
    item.iconPath = stateThemeIcon(run.state);
    item.contextValue = contextValue(run);
    const label = runAccessibleLabel(run);
    item.accessibilityInformation = {
      label: started === undefined ? label : vscode.l10n.t('{0}, started {1}', label, started),
      role: 'treeitem',
    };
    // Without arguments: those would be forgotten when the row is drawn again, and a click meanwhile would come to nothing.
    item.command = { command: OPEN_SELECTED_RUN, title: vscode.l10n.t('Open Panel') };
    return item;
  }

  /** The tooltip is made when it is needed: it may read a file. */
  async resolveTreeItem(item: vscode.TreeItem, run: Run): Promise<vscode.TreeItem> {
    item.tooltip = runTooltip(run, run.lastLosses ?? (await this.readLastLosses(run)));
    return item;
  }

  private async readLastLosses(run: Run): Promise<LastLosses | undefined> {
    if (run.progress.step === 0) return undefined;
    const open = this.reader.open(run.directory);
    try {
      const { series } = await open.curves({
        ...WHOLE_RUN,
        range: { fromStep: run.progress.step, toStep: 2 ** 31 - 2 },
      });
      const discriminator = series.discriminatorLoss.mean.at(-1);
      const generator = series.generatorLoss.mean.at(-1);
      if (discriminator === undefined || generator === undefined) return undefined;
      return { discriminator, generator };
    } catch (error) {
      this.log.debug(`The losses of ${run.directory} cannot be read.`, error);
      return undefined;
    } finally {
      open.dispose();
    }
  }

  private fingerprint(run: Run): string {
    return `${run.record.name}|${run.state}|${runDescription(run)}|${contextValue(run)}`;
  }

  private refreshSoon(run: Run): void {
    if (this.drawn.get(run) === this.fingerprint(run)) return;
    this.outdated.add(run);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const runs = [...this.outdated];
      this.outdated.clear();
      this.showLiveCount();
      this.changed.fire(runs);
    }, REFRESH_MILLISECONDS);
  }

  private launchChanged(): void {
    if (this.launcher.launches.length === 0) {
      clearTimeout(this.launchTimer);
      this.launchTimer = undefined;
      this.launchIsSlow = false;
    } else {
      this.launchTimer ??= setTimeout(() => {
        this.launchIsSlow = true;
        this.showMessage();
      }, QUICK_START_MILLISECONDS);
    }
    this.showMessage();
  }

  /** Above the rows, what no row tells: which runs are being started, and which cannot be read. */
  private showMessage(): void {
    const sentences = [
      ...this.launcher.launches
        .filter(({ purpose }) => this.launchIsSlow && purpose === 'train')
        .map(({ name, status }) => startingText(name, status)),
      ...damagedText(this.service.damaged),
    ];
    const message = sentences.length === 0 ? undefined : sentences.join(' ');
    if (this.view.message !== message) this.view.message = message;
  }

  /** The badge of the activity bar icon: how many runs are going on. */
  private showLiveCount(): void {
    const live = this.service.runs.filter((run) => run.live).length;
    const shown = this.view.badge?.value ?? 0;
    if (live === shown) return;
    this.view.badge =
      live === 0
        ? undefined
        : {
            value: live,
            tooltip:
              live === 1
                ? vscode.l10n.t('1 run is going on')
                : vscode.l10n.t('{0} runs are going on', live),
          };
  }
}

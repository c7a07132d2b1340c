/** All panels: one a run, reused; restored after a reload of the window. */
import * as vscode from 'vscode';
import { PANEL_VIEW_TYPE, type PanelCommand } from '../../protocol/panelProtocol';
import type { LinkedCard } from '../../protocol/theoryProtocol';
import { Disposable } from '../disposable';
import { loadLate } from '../loadLate';
import type { Run } from '../runs/run';
import { OpenPanelMemory } from './openPanelMemory';
import { showTab, webviewTabs } from './restoredTabs';
import { titleBeginning, TrainingPanel, type Outcome, type PanelServices } from './trainingPanel';

/** VS Code gives a tab back that is shown, unless the machine is very busy. */
const RESTORE_PATIENCE_MILLISECONDS = 10_000;

export class TrainingPanels extends Disposable implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<TrainingPanel>();
  private readonly changedActive = this.register(new vscode.EventEmitter<void>());
  /** Another panel, or none, is in front. */
  readonly onDidChangeActive = this.changedActive.event;

  private readonly memory: OpenPanelMemory;
  /** One panel is opened at a time: hidden tabs are shown on the way. */
  private opening: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly services: PanelServices,
    workspaceState: vscode.Memento,
  ) {
    super();
    this.memory = new OpenPanelMemory(workspaceState);
    this.register(vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, this));
  }

  private get activePanel(): TrainingPanel | undefined {
    return [...this.panels].find(({ view }) => view.active);
  }

  /** The run of the panel in front. */
  get activeRun(): Run | undefined {
    return this.activePanel?.shownRun;
  }

  /** Whether some panel shows the run on screen. */
  isVisible(run: Run): boolean {
    return this.find(run.directory)?.view.visible === true;
  }

  /**
   * Tells in the run's panel what a command has come to.
   *
   * @returns false where no panel of the run is on screen, so that it has to be told elsewhere
   */
  tell(run: Run, command: PanelCommand, outcome: Outcome): boolean {
    if (!this.isVisible(run)) return false;
    this.find(run.directory)?.showOutcome(command, outcome, false);
    return true;
  }

  /**
   * Brings the run's panel to the front, also one that has been hidden since the window was reloaded; makes it if there
   * is none.
   *
   * @param card the one to lead to
   */
  async open(run: Run, card?: LinkedCard): Promise<void> {
    const panel = this.opening.then(() => this.findOrRestore(run));
    this.opening = panel.catch(() => undefined);
    const { view } = await panel;
    view.reveal();
    if (card !== undefined) (await panel).showCard(card);
  }

  private async findOrRestore(run: Run): Promise<TrainingPanel> {
    const { directory } = run;
    return (
      this.find(directory) ?? (await this.restore(run)) ?? this.find(directory) ?? this.make(run)
    );
  }

  /** Shows the tabs that may be the run's until one is. Other runs of the name may have some, too. */
  private async restore(run: Run): Promise<TrainingPanel | undefined> {
    if (!this.memory.directories.includes(run.directory)) return undefined;
    const isOfName = (title: string): boolean => title.startsWith(titleBeginning(run));
    const tabs = webviewTabs(PANEL_VIEW_TYPE).filter(({ label }) => isOfName(label));
    const known = [...this.panels].filter(({ view }) => isOfName(view.title));
    if (tabs.length <= known.length) return undefined;
    for (const tab of tabs.filter((one) => !this.isOnScreen(one))) {
      const before = this.activePanel;
      if (!(await showTab(tab, this.services.log))) continue;
      const isGivenBack = (): boolean => {
        const { activePanel } = this;
        return activePanel !== undefined && activePanel !== before;
      };
      await this.untilActive(() => isGivenBack() || this.find(run.directory) !== undefined);
      const panel = this.find(run.directory);
      if (panel !== undefined) return panel;
    }
    return undefined;
  }

  /** Whether what a tab shows is a panel that is known. */
  private isOnScreen({ isActive, group }: vscode.Tab): boolean {
    const shown = [...this.panels].filter(({ view }) => view.visible);
    return isActive && shown.some(({ view }) => view.viewColumn === group.viewColumn);
  }

  /** Resolves when a panel has come to the front that is as wanted, or none does so for a while. */
  private async untilActive(isWanted: () => boolean): Promise<void> {
    if (isWanted()) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        listening.dispose();
        resolve();
      };
      const timer = setTimeout(done, RESTORE_PATIENCE_MILLISECONDS);
      const listening = this.onDidChangeActive(() => {
        if (isWanted()) done();
      });
    });
  }

  private make(run: Run): TrainingPanel {
    const view = vscode.window.createWebviewPanel(
      PANEL_VIEW_TYPE,
      run.record.name,
      this.columnForNext(),
    );
    return this.add(view, run.directory);
  }

  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { parsePanelState } = await loadLate();
    const directory =
      parsePanelState(state)?.runDirectory ?? (await this.lostDirectory(view.title));
    if (directory !== undefined) {
      await this.services.runs.open(directory);
      // It may have been opened meanwhile.
      if (this.find(directory) !== undefined) {
        view.dispose();
        return;
      }
    }
    this.add(view, directory);
  }

  /** The run of a panel that does not know it any more: one that had a panel and has none, of the title's name if any. */
  private async lostDirectory(title: string): Promise<string | undefined> {
    const lost: Run[] = [];
    for (const directory of this.memory.directories) {
      if (this.find(directory) !== undefined) continue;
      const run = await this.services.runs.open(directory);
      if (run !== undefined) lost.push(run);
    }
    const ofName = lost.find((run) => title.startsWith(titleBeginning(run)));
    return (ofName ?? lost[0])?.directory;
  }

  override dispose(): void {
    // VS Code keeps the panels themselves: after a reload they are restored.
    for (const panel of this.panels) panel.dispose();
    super.dispose();
  }

  /** Where panels already are; otherwise beside the config one is writing, in a second group, never a third. */
  private columnForNext(): vscode.ViewColumn {
    const ofPanels = [...this.panels].at(-1)?.view.viewColumn;
    if (ofPanels !== undefined) return ofPanels;
    const { activeTextEditor, tabGroups } = vscode.window;
    if (activeTextEditor === undefined) return vscode.ViewColumn.Active;
    const other = tabGroups.all.findLast((group) => !group.isActive);
    return other?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  private find(directory: string): TrainingPanel | undefined {
    return [...this.panels].find(({ runDirectory }) => runDirectory === directory);
  }

  private add(view: vscode.WebviewPanel, directory: string | undefined): TrainingPanel {
    const panel = new TrainingPanel(view, directory, this.services);
    this.panels.add(panel);
    if (directory !== undefined) this.memory.opened(directory);
    view.onDidChangeViewState(() => this.changedActive.fire());
    panel.onDidClose(() => {
      this.panels.delete(panel);
      if (directory !== undefined) this.memory.closed(directory);
      this.changedActive.fire();
    });
    this.changedActive.fire();
    return panel;
  }
}

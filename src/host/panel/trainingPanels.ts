/** All panels: one a run, reused; restored after a reload of the window. */
import * as vscode from 'vscode';
import { PANEL_VIEW_TYPE, type PanelCommand } from '../../protocol/panelProtocol';
import type { LinkedCard } from '../../protocol/theoryProtocol';
import { Disposable } from '../disposable';
import { loadLate } from '../loadLate';
import type { Run } from '../runs/run';
import { OpenPanelMemory } from './openPanelMemory';
import { TrainingPanel, type Outcome, type PanelServices } from './trainingPanel';

export class TrainingPanels extends Disposable implements vscode.WebviewPanelSerializer {
  private readonly panels = new Set<TrainingPanel>();
  private readonly changedActive = this.register(new vscode.EventEmitter<void>());
  /** Another panel, or none, is in front. */
  readonly onDidChangeActive = this.changedActive.event;

  private readonly memory: OpenPanelMemory;

  constructor(
    private readonly services: PanelServices,
    workspaceState: vscode.Memento,
  ) {
    super();
    this.memory = new OpenPanelMemory(workspaceState);
    this.register(vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, this));
  }

  /** The run of the panel in front. */
  get activeRun(): Run | undefined {
    return [...this.panels].find(({ view }) => view.active)?.shownRun;
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
   * Brings the run's panel to the front; makes it if there is none.
   *
   * @param card the one to lead to
   */
  open(run: Run, card?: LinkedCard): void {
    const panel = this.find(run.directory) ?? this.make(run);
    panel.view.reveal();
    if (card !== undefined) panel.showCard(card);
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
    const directory = parsePanelState(state)?.runDirectory ?? (await this.lostDirectory());
    if (directory !== undefined) {
      if (this.find(directory) !== undefined) {
        view.dispose();
        return;
      }
      await this.services.runs.open(directory);
    }
    this.add(view, directory);
  }

  /** The run of a panel that does not know it any more: one that had a panel and has none. */
  private async lostDirectory(): Promise<string | undefined> {
    for (const directory of this.memory.directories) {
      if (this.find(directory) !== undefined) continue;
      if ((await this.services.runs.open(directory)) !== undefined) return directory;
    }
    return undefined;
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

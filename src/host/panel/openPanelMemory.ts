import type * as vscode from 'vscode';

const KEY = 'gan.openPanels';
/** More panels than that are not open side by side. */
const MAXIMUM_PANELS = 16;

/**
 * Which runs have panels. VS Code keeps the state of a panel only now and then; after a window has crashed, or was
 * reloaded soon after a panel was opened, the panel is restored without knowing its run. This is written at once.
 */
export class OpenPanelMemory {
  constructor(private readonly memento: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** Run directories, the last one opened first. */
  get directories(): readonly string[] {
    const value: unknown = this.memento.get(KEY);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  opened(directory: string): void {
    const others = this.directories.filter((other) => other !== directory);
    this.keep([directory, ...others].slice(0, MAXIMUM_PANELS));
  }

  closed(directory: string): void {
    this.keep(this.directories.filter((other) => other !== directory));
  }

  private keep(directories: readonly string[]): void {
    void this.memento.update(KEY, directories);
  }
}

/**
 * Tabs of webviews as VS Code keeps them over a reload of the window: it gives a tab that is hidden back to its extension
 * only when it is shown, so that until then nothing but the tab tells of it.
 */
import * as vscode from 'vscode';
import type { Log } from '../log';

/** The tabs of webviews of a type, whether or not they have been given back. */
export function webviewTabs(viewType: string): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        // VS Code puts something of its own before the type.
        input instanceof vscode.TabInputWebview && input.viewType.endsWith(`-${viewType}`),
    );
}

/**
 * Shows a tab; a webview that was hidden since the reload is given back then, soon after this resolves. Answers whether
 * that could be asked for.
 */
export async function showTab(tab: vscode.Tab, log: Log): Promise<boolean> {
  // The API has nothing that shows a tab; these commands take the groups in the order of their columns.
  const index = tab.group.tabs.indexOf(tab);
  // It is being closed at this moment.
  if (index < 0) return false;
  try {
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    const column: number = tab.group.viewColumn;
    for (let at = 1; at < column; at += 1) {
      await vscode.commands.executeCommand('workbench.action.focusNextGroup');
    }
    await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', index);
    return true;
  } catch (error) {
    log.warn(`The tab "${tab.label}" cannot be shown.`, error);
    return false;
  }
}

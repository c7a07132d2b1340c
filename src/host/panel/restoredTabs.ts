/**
 * Tabs of webviews as VS Code keeps them over a reload of the window: it gives a tab that is hidden back to its extension
 * only when it is shown, so that until then nothing but the tab tells of it.
 */
import * as vscode from 'vscode';

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

/** Shows a tab; a webview that was hidden since the reload is given back then, soon after this resolves. */
export async function showTab(tab: vscode.Tab): Promise<void> {
  // The API has nothing that shows a tab; these commands take the groups in the order of their columns.
  await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
  const column: number = tab.group.viewColumn;
  for (let at = 1; at < column; at += 1) {
    await vscode.commands.executeCommand('workbench.action.focusNextGroup');
  }
  const index = tab.group.tabs.indexOf(tab);
  await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', index);
}

/** The theory pages: one panel of the window, restored after a reload. They know nothing of any run. */
import * as vscode from 'vscode';
import {
  THEORY_VIEW_TYPE,
  type TheoryMessage,
  type TheoryPage,
  type TheoryRequest,
} from '../../protocol/theoryProtocol';
import { COMMANDS } from '../contributions';
import { Disposable } from '../disposable';
import { reportError } from '../errors';
import { loadLate } from '../loadLate';
import type { Log } from '../log';
import { localResourceRoots, pageHtml } from './panelHtml';
import { showTab, webviewTabs } from './restoredTabs';

export class TheoryPanel extends Disposable implements vscode.WebviewPanelSerializer {
  private view: vscode.WebviewPanel | undefined;
  /** Asked for before the pages were there. */
  private wanted: TheoryPage | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: Log,
  ) {
    super();
    this.register(vscode.window.registerWebviewPanelSerializer(THEORY_VIEW_TYPE, this));
  }

  /** @param page the one to show; without it the one that was shown last */
  async open(page: TheoryPage | undefined): Promise<void> {
    if (this.view === undefined) {
      this.wanted = page;
      const [hidden] = webviewTabs(THEORY_VIEW_TYPE);
      if (hidden !== undefined && (await showTab(hidden, this.log))) return;
      this.adopt(
        vscode.window.createWebviewPanel(THEORY_VIEW_TYPE, '', vscode.ViewColumn.Active, {
          enableFindWidget: true,
        }),
      );
      return;
    }
    // Shown again, a page that was hidden begins anew and reports when it is ready; one that was not hears it now.
    this.wanted = page;
    if (this.view.visible) this.show();
    this.view.reveal();
  }

  async deserializeWebviewPanel(view: vscode.WebviewPanel): Promise<void> {
    if (this.view === undefined) this.adopt(view);
    else view.dispose();
  }

  private adopt(view: vscode.WebviewPanel): void {
    const { webview } = view;
    this.view = view;
    view.title = vscode.l10n.t('GAN Theory');
    view.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'theory.svg');
    webview.options = {
      enableScripts: true,
      localResourceRoots: localResourceRoots(this.extensionUri),
    };
    const listening = webview.onDidReceiveMessage((message) => void this.receive(message));
    view.onDidDispose(() => {
      listening.dispose();
      this.view = undefined;
    });
    webview.html = pageHtml('theory', webview, this.extensionUri);
  }

  private show(): void {
    const page = this.wanted;
    this.wanted = undefined;
    if (page === undefined) return;
    const request: TheoryRequest = { type: 'show', page };
    void this.view?.webview.postMessage(request);
  }

  private async receive(value: unknown): Promise<void> {
    const { parseTheoryMessage } = await loadLate();
    const parsed = parseTheoryMessage(value);
    if ('problem' in parsed) {
      this.log.warn(`A message of the theory pages was not understood: ${parsed.problem}`);
      return;
    }
    try {
      await this.handle(parsed.message);
    } catch (error) {
      await reportError(error, vscode.l10n.t('The theory pages'), this.log);
    }
  }

  private async handle(message: TheoryMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.show();
        break;
      case 'command':
        await vscode.commands.executeCommand(COMMANDS[message.command]);
        break;
      case 'openCard':
        await vscode.commands.executeCommand(COMMANDS.openPanel, { card: message.card });
    }
  }
}

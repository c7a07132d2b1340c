import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { stopProcessesIn } from '../../scripts/lib/processes.mjs';
import {
  installVsix,
  quietSettings,
  startVscodeServer,
  type VscodeServer,
} from '../../scripts/vscodeServer/server.mjs';
import { launchBrowser } from './browser';
import { settingsOfTheme, themeNames, type Theme } from './themes';

const root = path.resolve(import.meta.dirname, '../..');

export interface StudioOptions {
  /** Folder to open. A copy is opened, so that a test may write into it. False opens a window without a folder. */
  workspace: string | false;
  theme?: Theme;
  /** The user's settings, beside those that keep VS Code quiet. */
  settings?: Record<string, unknown>;
  /** The packaged extension (default), or another .vsix; false opens a VS Code without it. */
  vsix?: string | false;
  /** False leaves workspace trust on: the window opens in Restricted Mode. */
  trusted?: boolean;
  size?: { width: number; height: number };
  /** Added to the environment of the extension host. */
  env?: Record<string, string>;
}

/** The .vsix that `npm run package` has built for this machine. */
export function packagedExtension(): string {
  const given = process.env['GAN_VSIX'];
  if (given !== undefined) return given;
  const folder = path.join(root, 'dist');
  const target = `-${process.platform}-${process.arch}-`;
  const found = fs
    .readdirSync(folder)
    .find((name) => name.includes(target) && name.endsWith('.vsix'));
  if (found === undefined) throw new Error('dist/ holds no package: run npm run package.');
  return path.join(folder, found);
}

function copyOf(folder: string | false, dataFolder: string): string | undefined {
  if (folder === false) return undefined;
  const copy = path.join(dataFolder, path.basename(folder));
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Opens VS Code on a copy of a folder, with the packaged extension installed. Close it after use. */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-studio-'));
  const workspace = copyOf(options.workspace, dataFolder);
  const extensionsFolder = path.join(dataFolder, 'extensions');
  if (options.vsix !== false) {
    await installVsix(options.vsix ?? packagedExtension(), dataFolder, extensionsFolder);
  }
  const settings = {
    ...quietSettings,
    ...settingsOfTheme(options.theme ?? 'dark'),
    ...options.settings,
  };
  const server = await startVscodeServer({
    dataFolder,
    extensionsFolder,
    settings,
    env: options.env ?? {},
    trustWorkspace: options.trusted ?? true,
  });
  let browser: BrowserContext;
  try {
    browser = await launchBrowser({
      profileFolder: path.join(dataFolder, 'browser'),
      ...(options.size === undefined ? {} : { size: options.size }),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  const page = browser.pages()[0] ?? (await browser.newPage());
  const studio = new Studio(page, browser, server, dataFolder, workspace);
  try {
    await studio.reload();
  } catch (error) {
    await studio.screenshot('did-not-open').catch(() => undefined);
    await studio.close();
    throw error;
  }
  return studio;
}

/** Runs in the page: what is stored about the editors of each workspace. */
async function storedLayouts(): Promise<string[]> {
  const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('The storage of VS Code cannot be read.'));
    });
  const layouts: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith('vscode-web-state-db-') !== true) continue;
    const database = await resultOf(indexedDB.open(name));
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    layouts.push(String(await resultOf(items.get('memento/workbench.parts.editor'))));
    database.close();
  }
  return layouts;
}

/** A VS Code window under test. */
export class Studio {
  /** Uncaught errors and violations of a content security policy, in the window and its webviews. */
  readonly errors: string[] = [];

  constructor(
    readonly page: Page,
    private readonly browser: BrowserContext,
    private readonly server: VscodeServer,
    private readonly dataFolder: string,
    private readonly folder: string | undefined,
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && /Content Security Policy/i.test(text))
        this.errors.push(text);
    });
  }

  /** The copy of the workspace that is open. */
  get workspace(): string {
    if (this.folder === undefined) throw new Error('No folder is open in this window.');
    return this.folder;
  }

  /** Opens the window, or opens it again: what a user's "Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.goto(this.server.url(this.folder));
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.page
      .locator(
        this.folder === undefined
          ? '.activitybar .action-item'
          : '.explorer-folders-view .monaco-list-row',
      )
      .first()
      .waitFor({ timeout: 60_000 });
  }

  /** A second window on the same folder. It is closed with this one. */
  async anotherWindow(): Promise<Studio> {
    const page = await this.browser.newPage();
    const { browser, server, dataFolder, folder } = this;
    const other = new Studio(page, browser, server, dataFolder, folder);
    await other.reload();
    return other;
  }

  /**
   * Lines of the newest log of a name: `GAN.log` of the extension, `remoteexthost.log` of the process it runs in. Each
   * begins with its time.
   */
  log(name: string): string[] {
    const folder = path.join(this.dataFolder, 'user/logs');
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => path.basename(file).endsWith(name))
      .map((file) => path.join(folder, file))
      .sort((a, b) => fs.statSync(a).mtimeMs - fs.statSync(b).mtimeMs);
    return files.slice(-1).flatMap((file) => fs.readFileSync(file, 'utf8').split('\n'));
  }

  /** Runs a command by its title, e.g. `studio.command('GAN: Train')`. */
  async command(title: string): Promise<void> {
    await this.pick(`>${title}`, title, () => this.page.keyboard.press('F1'));
  }

  /** Opens a file of the workspace in the editor. */
  async openFile(relativePath: string): Promise<Locator> {
    const name = path.basename(relativePath);
    const editor = this.page
      .locator(`.monaco-editor[data-uri$="${encodeURI(relativePath)}"]`)
      .first();
    // A webview that takes the focus meanwhile closes the list, and nothing is opened.
    for (let attempt = 0; attempt < 4; attempt++) {
      await this.pick(relativePath, name, () => this.page.keyboard.press('Control+P'));
      const opened = editor.waitFor({ timeout: 15_000 });
      if (
        await opened.then(
          () => true,
          () => false,
        )
      )
        return editor;
    }
    throw new Error(`${relativePath} was never opened.`);
  }

  /** Types into the open quick input and takes the row that contains `label`. */
  async choose(label: string): Promise<void> {
    const row = this.quickInputRow(label);
    await row.waitFor();
    await row.click();
  }

  /** The text of the rows of the open quick input. */
  async choices(): Promise<string[]> {
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    return this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
  }

  /** Fills the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Labels that completion offers at the cursor. The language server may start late: asks until `expected` is among them. */
  async suggestions(expected: string): Promise<string[]> {
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    for (let attempt = 0; attempt < 15; attempt++) {
      await this.page.keyboard.press('Control+Space');
      try {
        await rows.filter({ hasText: expected }).first().waitFor({ timeout: 2000 });
        return await rows.evaluateAll((elements) =>
          elements.map((element) => element.getAttribute('aria-label') ?? ''),
        );
      } catch {
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`Completion never offered ${expected}.`);
  }

  /** Inside of a webview: the first one on screen, or another by its number. */
  panel(index = 0): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .nth(index)
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** Opens a view container by its title in the activity bar. */
  async openView(title: string): Promise<void> {
    const icon = this.page.locator(`.activitybar [aria-label^="${title}"]`).first();
    await icon.waitFor({ timeout: 60_000 });
    const sideBar = this.page.locator('.sidebar .composite.title', { hasText: title });
    for (let attempt = 0; attempt < 3 && !(await sideBar.isVisible()); attempt++) {
      await icon.click();
      await sideBar.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
  }

  /** Rows of the trees in the side bar that contain a text. */
  treeItem(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .pane-body .monaco-list-row', { hasText: text });
  }

  /** Items of the status bar that contain a text. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Notifications on screen that contain a text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Open editor tabs that contain a text. */
  tab(text: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: text });
  }

  /** Changes the theme of the open window as a user does: a settings file that others write is not heard of. */
  async setTheme(theme: Theme): Promise<void> {
    const { label, className } = themeNames[theme];
    await this.pick(label, label, async () => {
      await this.page.keyboard.press('Control+K');
      await this.page.keyboard.press('Control+T');
    });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** Saves a picture of the window as test-results/<name>.png. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(root, 'test-results', `${name}.png`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /**
   * Waits until VS Code has stored which editors are open, with what their pages keep, and `text` is part of it. In the
   * browser it does so every few seconds and when it is idle, not when its page goes.
   */
  async layoutIsStored(text: string): Promise<void> {
    const isStored = async () =>
      (await this.page.evaluate(storedLayouts)).some((layout) =>
        layout.replaceAll('\\', '').includes(text),
      );
    // On a busy machine, beside a page that draws, idle moments are rare.
    await this.until(`a stored layout with ${text}`, isStored, 100_000);
  }

  /** Repeats a check until it returns something truthy. */
  async until<T>(what: string, check: () => T | Promise<T>, timeout = 60_000): Promise<T> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const value = await check();
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`Timed out waiting for ${what}.`);
      await sleep(100);
    }
  }

  /** Closes the window, stops the server and whatever the extension left running, and removes the copies. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    // A training worker outlives its window by design.
    stopProcessesIn(this.dataFolder);
    fs.rmSync(this.dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private quickInputRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }

  /** The palette sometimes loses its first keys while a window starts: opens it until the row is there. */
  private async pick(text: string, label: string, open: () => Promise<void>): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    for (let attempt = 0; attempt < 8; attempt++) {
      await open();
      try {
        await input.waitFor({ timeout: 2000 });
        await input.fill(text);
        await this.quickInputRow(label).waitFor({ timeout: 4000 });
      } catch {
        await this.page.keyboard.press('Escape');
        continue;
      }
      await this.page.keyboard.press('Enter');
      // Closed, or asking something else: the command's own questions come in the same box.
      await this.until('the palette to close', async () => {
        return !(await input.isVisible()) || (await input.inputValue()) !== text;
      });
      return;
    }
    throw new Error(`The palette never offered "${label}".`);
  }
}

/**
 * The panel in a real browser without VS Code around it: the built bundle, the real content security policy, the
 * variables of a real theme, and a stand-in for `acquireVsCodeApi`.
 */
import fs from 'node:fs';
import path from 'node:path';
import axe, { type AxeResults, type Result, type RunOptions } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumAdvice, findChromium } from '../../scripts/lib/chromium.mjs';
import type { PageBundle } from '../../src/host/panel/panelHtml';
import type { HostMessage, PanelMessage } from '../../src/protocol/panelProtocol';
import type { Theme } from '../harness/themes';
import { panelDocument, type CapturedTheme } from './panelDocument';

const root = path.resolve(import.meta.dirname, '../..');
const origin = 'https://panel.test';

/** Rules of axe that depend on colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const ALIKE_ROWS = 'tbody tr:nth-child(n + 4):not([class], :has([class], [style]))';

interface Axe {
  run(options: RunOptions): Promise<AxeResults>;
}

/** A message without its number: the harness counts. */
export type UnnumberedMessage = HostMessage extends infer Message
  ? Message extends HostMessage
    ? Omit<Message, 'sequence'>
    : never
  : never;

export interface PanelOptions {
  theme?: Theme;
  /** Sent, numbered from 1, each time the panel posts `ready`; a list, or what makes one. */
  messages?: readonly UnnumberedMessage[] | (() => readonly UnnumberedMessage[]);
  /** What `getState` returns: a panel that is restored. */
  state?: unknown;
  size?: { width: number; height: number };
  reducedMotion?: boolean;
  /** Which of the extension's pages; the training panel without it. */
  bundle?: PageBundle;
}

declare global {
  interface Window {
    /** Everything the panel has posted. */
    harnessPosted: unknown[];
    harnessState: unknown;
    harnessNotify: (message: unknown) => Promise<void>;
  }
}

let sharedBrowser: Promise<Browser> | undefined;

async function browser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(chromiumAdvice);
  sharedBrowser ??= chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return sharedBrowser;
}

/** Call in `afterAll`. */
export async function closeBrowser(): Promise<void> {
  const running = sharedBrowser;
  sharedBrowser = undefined;
  await (await running)?.close();
}

/** Opens the panel. Close it after use; `expectClean()` before that is part of every test. */
export async function openPanel(options: PanelOptions = {}): Promise<Panel> {
  const context = await (
    await browser()
  ).newContext({
    viewport: options.size ?? { width: 1000, height: 800 },
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const panel = new Panel(page, context, options);
  await panel.load();
  return panel;
}

export class Panel {
  /** Console errors, uncaught errors, violations of the content security policy, requests that failed. */
  readonly problems: string[] = [];
  private sequence = 0;
  private theme: Theme;

  constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly options: PanelOptions,
  ) {
    this.theme = options.theme ?? 'dark';
  }

  async load(): Promise<void> {
    this.collectProblems();
    await this.page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') {
        await route.fulfill({
          contentType: 'text/html',
          body: documentOf(this.theme, this.options.bundle),
        });
        return;
      }
      const file = path.join(root, '.vscode-test/webview', path.basename(pathname));
      await (fs.existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 }));
    });
    await this.page.exposeFunction('harnessNotify', (message: PanelMessage) =>
      this.receive(message),
    );
    await this.page.addInitScript(fakeVscodeApi, this.options.state);
    await this.page.goto(`${origin}/`);
  }

  /** Sends messages with the next numbers. */
  async send(...messages: readonly UnnumberedMessage[]): Promise<void> {
    for (const message of messages) {
      this.sequence += 1;
      await this.sendAsIs({ ...message, sequence: this.sequence });
    }
  }

  /** Sends a message as it is: a wrong number, or something that is no message at all. */
  async sendAsIs(message: unknown): Promise<void> {
    await this.page.evaluate((data) => {
      window.dispatchEvent(new MessageEvent('message', { data }));
    }, message);
  }

  /** Leaves out a number, as if a message had been lost. */
  skipNumber(): void {
    this.sequence += 1;
  }

  /** What the panel has posted so far, of one type or all. */
  async posted<Type extends PanelMessage['type']>(
    type?: Type,
  ): Promise<Extract<PanelMessage, { type: Type }>[]> {
    const all = (await this.page.evaluate(() => window.harnessPosted)) as PanelMessage[];
    return all.filter(
      (message): message is Extract<PanelMessage, { type: Type }> =>
        type === undefined || message.type === type,
    );
  }

  /** What the panel keeps through `setState`. */
  async state(): Promise<unknown> {
    return this.page.evaluate(() => window.harnessState);
  }

  /** Two frames later everything that was due has been drawn. */
  async settled(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }),
    );
    // On a busy machine the cards take more frames.
    await this.page.waitForFunction(() => document.querySelector('[data-drawing]') === null);
  }

  /** Changes the theme of the open panel, as VS Code does: variables and body class in place, no reload. */
  async changeTheme(theme: Theme): Promise<void> {
    this.theme = theme;
    await this.page.evaluate(({ bodyClass, bodyData, variables }) => {
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(variables)) {
        document.documentElement.style.setProperty(name, value);
      }
      const kept = [...document.body.classList].filter((name) => !name.startsWith('vscode-'));
      document.body.className = [...kept, ...bodyClass.split(' ')].join(' ');
      Object.assign(document.body.dataset, bodyData);
    }, themeFixture(theme));
  }

  /**
   * Accessibility violations found by axe, in one line each. Themes differ in colours alone: all the rest is looked at in
   * the dark one. So do rows of a table that look alike: the first three stand for them.
   */
  async accessibilityViolations(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const options: RunOptions = { preload: false };
    if (this.theme !== 'dark') options.runOnly = { type: 'rule', values: COLOUR_RULES };
    const results = await this.page.evaluate(
      async ([alike, how]) => {
        const rows = [...document.querySelectorAll<HTMLElement>(alike)];
        for (const row of rows) row.hidden = true;
        const found = await (window as unknown as { axe: Axe }).axe.run(how);
        for (const row of rows) row.hidden = false;
        return found;
      },
      [ALIKE_ROWS, options] as const,
    );
    return results.violations.map(describeViolation);
  }

  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'test-results');
    fs.mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  }

  /** Throws when anything went wrong in the page, even what nobody looked at. */
  expectClean(): void {
    if (this.problems.length > 0) throw new Error(`In the panel:\n${this.problems.join('\n')}`);
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private async receive(message: PanelMessage): Promise<void> {
    if (message.type !== 'ready') return;
    this.sequence = 0;
    const { messages = [] } = this.options;
    await this.send(...(typeof messages === 'function' ? messages() : messages));
  }

  private collectProblems(): void {
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`console: ${message.text()}`);
    });
    this.page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    this.page.on('requestfailed', (request) => this.problems.push(`request: ${request.url()}`));
    this.page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) {
        this.problems.push(`request to the outside: ${url}`);
      }
    });
  }
}

function themeFixture(theme: Theme): CapturedTheme {
  const file = path.join(root, 'test/fixtures/themes', `${theme}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as CapturedTheme;
}

function documentOf(theme: Theme, bundle?: PageBundle): string {
  return panelDocument({ origin, theme: themeFixture(theme) }, bundle);
}

function describeViolation({ id, impact, help, nodes }: Result): string {
  const where = nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`);
  return `${id} (${impact ?? 'unrated'}): ${help}\n  ${where.join('\n  ')}`;
}

/** Runs in the page before everything else. */
function fakeVscodeApi(state: unknown): void {
  window.harnessPosted = [];
  window.harnessState = state;
  let acquired = false;
  Object.assign(window, {
    acquireVsCodeApi: () => {
      if (acquired) throw new Error('acquireVsCodeApi may be called once only.');
      acquired = true;
      return {
        postMessage: (message: unknown) => {
          // VS Code clones too: what cannot be cloned must fail here as well.
          window.harnessPosted.push(structuredClone(message));
          void window.harnessNotify(message);
        },
        getState: () => window.harnessState,
        setState: (next: unknown) => {
          // VS Code keeps JSON.
          window.harnessState = JSON.parse(JSON.stringify(next)) as unknown;
          return next;
        },
      };
    },
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(
      `Content Security Policy: ${event.violatedDirective} refused ${event.blockedURI}`,
    );
  });
}

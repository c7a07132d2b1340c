import { chromium, type BrowserContext } from 'playwright-core';
import { chromiumAdvice, findChromium } from '../../scripts/lib/chromium.mjs';

export interface BrowserOptions {
  /** The browser's profile goes here. */
  profileFolder: string;
  size?: { width: number; height: number };
}

/** Starts a headless Chromium with a profile of its own. */
export async function launchBrowser({
  profileFolder,
  size = { width: 1280, height: 800 },
}: BrowserOptions): Promise<BrowserContext> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(chromiumAdvice);
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath,
    // The new headless mode is the real browser without a window; Playwright's own flag starts the old one.
    headless: false,
    viewport: size,
    args: [
      '--headless=new',
      // Containers give no user namespaces to the sandbox.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ignoreDefaultArgs: ['--enable-automation'],
  });
  context.setDefaultTimeout(60_000);
  return context;
}

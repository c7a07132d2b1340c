#!/usr/bin/env node
// Stands in for the VS Code executable of @vscode/test-electron: takes its arguments, runs the suite inside the extension
// host of a VS Code server whose window is a headless browser, prints what the suite prints, exits with its code.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { startVscodeServer } from '../../scripts/vscodeServer/server.mjs';

const timeout = Number(process.env.GAN_TEST_TIMEOUT_MS ?? 480_000);
/** What VS Code itself writes to the log of a test run. */
const noise =
  /^(Resolv|Creating a socket|Updating additional|\[(reconnection|Service Worker|AgentHost|AccountPolicy))|open-vsx\.org|authentication provider/;

function parseArguments(argv) {
  const options = { folders: [], developmentPaths: [], testsPath: '', extensionsFolder: undefined };
  const asPath = (text) => (text.startsWith('file:') ? fileURLToPath(text) : path.resolve(text));
  for (const argument of argv) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) options.folders.push(asPath(argument));
    else if (name === 'extensionDevelopmentPath') options.developmentPaths.push(asPath(value));
    else if (name === 'extensionTestsPath') options.testsPath = asPath(value);
    else if (name === 'extensions-dir') options.extensionsFolder = asPath(value);
  }
  return options;
}

/** Runs the suite in a page; resolves to its exit code. */
async function runSuite(page, address) {
  const finished = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const line = format(...args);
    if (noise.test(line)) return;
    (type === 'error' ? process.stderr : process.stdout).write(`${line}\n`);
  });
  await page.goto(address);
  let timer;
  const expired = new Promise((resolve) => {
    timer = setTimeout(() => {
      console.error(`The suite did not end within ${timeout / 1000} s.`);
      resolve(124);
    }, timeout);
  });
  const code = await Promise.race([finished, expired]);
  clearTimeout(timer);
  return code;
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-code-shim-'));
  const folder = options.folders[0] ?? fs.mkdtempSync(path.join(dataFolder, 'workspace-'));
  let server;
  let browser;
  try {
    server = await startVscodeServer({
      dataFolder,
      extensionsFolder: options.extensionsFolder,
      testDriver: true,
    });
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const page = await browser.newPage();
    return await runSuite(
      page,
      server.url(folder, [
        ...options.developmentPaths.map((file) => [
          'extensionDevelopmentPath',
          server.remoteUri(file),
        ]),
        ['extensionTestsPath', server.remoteUri(options.testsPath)],
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ]),
    );
  } finally {
    await browser?.close();
    await server?.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

process.exit(await main());

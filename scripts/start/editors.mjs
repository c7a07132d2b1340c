// The two editors that `npm start` can open on a run: VS Code on the desktop, and VS Code in the browser.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root } from '../lib/paths.mjs';
import { findOnPath, run } from '../lib/processes.mjs';
import { quietSettings, startVscodeServer } from '../vscodeServer/server.mjs';

/**
 * @typedef {{ folder: string, config: string, port?: string }} EditorRequest
 * @typedef {object} Editor
 * @property {boolean} staysOpen it ends with `npm start`, which therefore waits for Ctrl-C
 * @property {string} address
 * @property {(run: string) => void} showRun
 * @property {() => Promise<void>} close
 */

const startFolder = inRoot('.harness/start');

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
}

/** The `code` command of a VS Code that can open a window here; the one of a remote terminal cannot load our folder. */
export function findDesktopCode() {
  if (!hasDisplay() || process.env.VSCODE_IPC_HOOK_CLI !== undefined) return undefined;
  return findOnPath('code') ?? findOnPath('code-insiders');
}

/** Writes the companion extension; returns its folder and a way to tell it about the run. */
function writeCompanion(folder, config) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const manifest = {
    name: 'open-run',
    publisher: 'gan-studio',
    version: '0.0.1',
    engines: { vscode: '^1.101.0' },
    main: './openRun.cjs',
    activationEvents: ['onStartupFinished'],
    extensionDependencies: ['gan-studio.gan-studio'],
    extensionKind: ['workspace'],
  };
  const requestFile = path.join(folder, 'request.json');
  const write = (request) => {
    fs.writeFileSync(`${requestFile}.tmp`, JSON.stringify(request));
    fs.renameSync(`${requestFile}.tmp`, requestFile);
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.copyFileSync(inRoot('scripts/start/openRun.cjs'), path.join(folder, 'openRun.cjs'));
  write({ config });
  return (run) => write({ config, run });
}

/** @returns {Promise<Editor>} */
export async function openOnDesktop(code, { folder, config }) {
  const companion = path.join(startFolder, 'companion');
  const showRun = writeCompanion(companion, config);
  const asRoot = process.getuid?.() === 0;
  const { code: exitCode, output } = await run(code, [
    ...['--new-window', folder],
    `--extensionDevelopmentPath=${root}`,
    `--extensionDevelopmentPath=${companion}`,
    // VS Code does not run as root without these.
    ...(asRoot ? ['--no-sandbox', `--user-data-dir=${path.join(startFolder, 'desktop')}`] : []),
  ]);
  if (exitCode !== 0) throw new Error(`VS Code did not start:\n${output}`);
  return { staysOpen: false, address: '', showRun, close: async () => undefined };
}

/** Opens an address with the system's browser where there is one; it is printed anyway. */
function openAddress(address) {
  if (!hasDisplay() || !process.stdout.isTTY) return;
  const opener = { darwin: 'open', win32: 'explorer', linux: 'xdg-open' }[process.platform];
  if (opener === undefined || findOnPath(opener) === undefined) return;
  spawn(opener, [address], { stdio: 'ignore', detached: true }).unref();
}

/** @returns {Promise<Editor>} */
export async function openInBrowser({ folder, config, port }) {
  const extensionsFolder = path.join(startFolder, 'extensions');
  fs.rmSync(extensionsFolder, { recursive: true, force: true });
  const showRun = writeCompanion(path.join(extensionsFolder, 'gan-studio.open-run-0.0.1'), config);
  const { version } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'));
  fs.symlinkSync(root, path.join(extensionsFolder, `gan-studio.gan-studio-${version}`), 'dir');

  const server = await startVscodeServer({
    dataFolder: path.join(startFolder, 'server'),
    extensionsFolder,
    settings: { ...quietSettings, 'window.autoDetectColorScheme': true },
    ...(port === undefined ? {} : { port: Number(port) }),
  });
  const address = server.url(folder);
  console.log(`\nGAN Studio is open in VS Code at\n\n    ${address}\n`);
  openAddress(address);
  return { staysOpen: true, address, showRun, close: server.stop };
}

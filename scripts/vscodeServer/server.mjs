// Starts and stops a VS Code server that touches nothing outside its own data folder.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, withoutNpmVariables } from '../lib/processes.mjs';
import { ensureVscodeServer } from './install.mjs';

/** Settings that keep everything off the screen that is not the extension. */
export const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.hotExit': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.autoDetect': 'off',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.restoreWindows': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** A TCP port of this machine that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answers(url) {
  return new Promise((resolve) => {
    http
      .get(url, (response) => {
        response.resume();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}

/** The folders and the config file of a server, all below `dataFolder`. */
function prepare(dataFolder, extensionsFolder) {
  const folders = {
    home: path.join(dataFolder, 'home'),
    user: path.join(dataFolder, 'user'),
    extensions: extensionsFolder ?? path.join(dataFolder, 'extensions'),
  };
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true });
  const config = path.join(dataFolder, 'config.yaml');
  fs.writeFileSync(config, 'auth: none\ncert: false\n');
  return { ...folders, config };
}

function serverEnvironment(node, home, added) {
  const inherited = withoutNpmVariables();
  // A terminal inside VS Code carries variables that would tie this server to that window.
  for (const name of Object.keys(inherited)) {
    if (/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|XDG_)/.test(name)) delete inherited[name];
  }
  return {
    ...inherited,
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    SHELL: '/bin/sh',
    ...added,
  };
}

async function stopGroup(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const signalGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Gone already.
    }
  };
  signalGroup('SIGTERM');
  const timer = setTimeout(() => signalGroup('SIGKILL'), 5000);
  await exited;
  clearTimeout(timer);
  signalGroup('SIGKILL');
}

/**
 * @typedef {object} VscodeServer
 * @property {number} port
 * @property {string} logFile
 * @property {(folder?: string, payload?: readonly (readonly [string, string])[]) => string} url
 *   the address of a window on a folder, or on none
 * @property {(file: string) => string} remoteUri a file of this machine, as the window's payload names it
 * @property {Promise<void>} exited
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server (installing it first where needed) and waits until it answers.
 * @param {object} options
 * @param {string} options.dataFolder everything the server writes goes here
 * @param {string} [options.extensionsFolder]
 * @param {Record<string, unknown>} [options.settings] the user's settings
 * @param {Record<string, string>} [options.env] added to the environment of the server and of the extension host
 * @param {boolean} [options.trustWorkspace] false leaves workspace trust on, and the workspace untrusted
 * @param {boolean} [options.testDriver] lets a page load an extension under development, with tests; hides toasts
 * @param {number} [options.port]
 * @returns {Promise<VscodeServer>}
 */
export async function startVscodeServer({
  dataFolder,
  extensionsFolder,
  settings = quietSettings,
  env = {},
  trustWorkspace = true,
  testDriver = false,
  port: wantedPort,
}) {
  const { node, entry } = await ensureVscodeServer();
  const folders = prepare(dataFolder, extensionsFolder);
  const settingsFile = path.join(folders.user, 'User/settings.json');
  fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
  fs.writeFileSync(settingsFile, JSON.stringify(settings, null, 2));

  const port = wantedPort ?? (await freePort());
  const logFile = path.join(dataFolder, 'server.log');
  const log = fs.openSync(logFile, 'a');
  const args = [
    ...[entry, '--config', folders.config, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--user-data-dir', folders.user, '--extensions-dir', folders.extensions],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...['--ignore-last-opened', ...(trustWorkspace ? ['--disable-workspace-trust'] : [])],
    ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const child = spawn(node, args, {
    stdio: ['ignore', log, log],
    // A process group of its own: stopping it stops the extension hosts too.
    detached: true,
    env: serverEnvironment(node, folders.home, env),
  });
  fs.closeSync(log);
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));

  const deadline = Date.now() + 60_000;
  while (!(await answers(`http://127.0.0.1:${port}/healthz`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stopGroup(child);
      throw new Error(`VS Code did not start:\n${fs.readFileSync(logFile, 'utf8')}`);
    }
    await sleep(50);
  }
  return {
    port,
    logFile,
    exited,
    url: (folder, payload = []) => {
      const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://localhost:${port}/?${query}`;
    },
    remoteUri: (file) => `vscode-remote://localhost:${port}${file}`,
    stop: () => stopGroup(child),
  };
}

/** Installs a .vsix into an extensions folder, before a server is started on it. */
export async function installVsix(vsix, dataFolder, extensionsFolder) {
  const { node, entry } = await ensureVscodeServer();
  const folders = prepare(dataFolder, extensionsFolder);
  const { code, output } = await run(
    node,
    [
      ...[entry, '--config', folders.config, '--user-data-dir', folders.user],
      ...['--extensions-dir', folders.extensions, '--install-extension', vsix],
    ],
    { env: serverEnvironment(node, folders.home, {}) },
  );
  if (code !== 0) throw new Error(`Installing ${vsix} failed:\n${output}`);
}

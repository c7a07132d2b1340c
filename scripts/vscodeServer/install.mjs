// A real VS Code without a VS Code download: code-server, and the Node.js it needs, come from the npm registry.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { runNpm } from '../lib/processes.mjs';

const codeServerVersion = '4.139.1';
/** code-server runs on the Node.js version its VS Code was built for, and on no other. */
const nodeVersion = '24';

const cacheFolder = process.env.GAN_HARNESS_DIR ?? inRoot('.harness');
const installFolder = path.join(cacheFolder, `code-server-${codeServerVersion}`);

const vscodeFolderName = 'node_modules/code-server/lib/vscode';

/** Parts of VS Code that neither a test nor `npm start` uses. */
const unusedDependencies = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/deviceid',
  '@vscode/fs-copyfile',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'node-pty',
  'ssh2',
];

/** @typedef {{ node: string, entry: string }} VscodeServerInstall the Node.js binary, and the script it is to run */

/** @returns {VscodeServerInstall} */
function installIn(folder) {
  const nodePackage = `node_modules/node-${process.platform}-${process.arch}`;
  return {
    node: path.join(folder, nodePackage, 'bin/node'),
    entry: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

/** Why no server can be installed here, or undefined. */
export function unsupportedReason() {
  if (process.platform === 'win32') return 'code-server does not run on Windows';
  return undefined;
}

/** Whether a complete install is there. */
export function isInstalled() {
  return fs.existsSync(installFolder);
}

async function npmInstall(cwd, packages) {
  // Its install scripts compile native modules that are not needed, and download others.
  const args = ['install', '--omit=dev', '--ignore-scripts', '--engine-strict=false', ...packages];
  const { code, output } = await runNpm(args, { cwd });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${output}`);
}

/** Removes what is never used from VS Code's own list of dependencies, before npm reads it. */
function trimDependencies(vscodeFolder) {
  const manifestFile = path.join(vscodeFolder, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  for (const name of unusedDependencies) delete manifest.dependencies[name];
  delete manifest.overrides;
  fs.writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
  fs.rmSync(path.join(vscodeFolder, 'npm-shrinkwrap.json'), { force: true });
  fs.rmSync(path.join(vscodeFolder, 'extensions/copilot'), { recursive: true, force: true });
}

/** Puts plain JavaScript in the place of native modules that VS Code asks for and that are not compiled here. */
function writeStandIns(vscodeFolder) {
  for (const name of ['spdlog', 'native-watchdog', 'fs-copyfile']) {
    const folder = path.join(vscodeFolder, 'node_modules/@vscode', name);
    fs.mkdirSync(folder, { recursive: true });
    fs.copyFileSync(
      path.join(import.meta.dirname, 'standIns', `${name}.cjs`),
      path.join(folder, 'index.js'),
    );
    const manifest = { name: `@vscode/${name}`, version: '0.0.0', main: 'index.js' };
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  }
}

/** Removes what interrupted installs have left: their process is gone. */
function removeLeftovers() {
  for (const name of fs.readdirSync(cacheFolder)) {
    const owner = /^installing-(\d+)$/.exec(name)?.[1];
    if (owner === undefined) continue;
    try {
      process.kill(Number(owner), 0);
    } catch {
      fs.rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
    }
  }
}

/**
 * Installs the server unless it is installed. An install grows in a folder of its own and is renamed when complete,
 * so one that was interrupted is never mistaken for a whole one.
 * @param {(line: string) => void} [report] receives a line on each stage of a fresh install
 * @returns {Promise<VscodeServerInstall>}
 */
export async function ensureVscodeServer(report = console.log) {
  if (isInstalled()) {
    // Again each time, so that an install made with older ones has these.
    writeStandIns(path.join(installFolder, vscodeFolderName));
    return installIn(installFolder);
  }
  const unsupported = unsupportedReason();
  if (unsupported !== undefined) throw new Error(unsupported);

  fs.mkdirSync(cacheFolder, { recursive: true });
  removeLeftovers();
  const growing = path.join(cacheFolder, `installing-${process.pid}`);
  fs.mkdirSync(growing);
  fs.writeFileSync(path.join(growing, 'package.json'), '{ "private": true }\n');

  report(`Installing VS Code (code-server ${codeServerVersion}, about 400 MB, once) ...`);
  await npmInstall(growing, [
    `code-server@${codeServerVersion}`,
    `node-${process.platform}-${process.arch}@${nodeVersion}`,
  ]);
  const vscodeFolder = path.join(growing, vscodeFolderName);
  trimDependencies(vscodeFolder);
  report("Installing VS Code's own dependencies ...");
  await npmInstall(vscodeFolder, []);
  writeStandIns(vscodeFolder);
  if (!fs.existsSync(installIn(growing).node))
    throw new Error('npm has no Node.js for this machine');

  try {
    fs.renameSync(growing, installFolder);
  } catch (error) {
    // Another process was faster.
    if (!isInstalled()) throw error;
    fs.rmSync(growing, { recursive: true, force: true });
  }
  return installIn(installFolder);
}

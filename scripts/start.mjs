// npm start: builds, trains an example and opens it live.
//
//   npm start                               desktop VS Code where there is one, otherwise VS Code in the browser
//   npm start -- --no-editor                terminal only
//   npm start -- examples/ring.gan.json     another config
//   npm start -- --browser --port 8080      the browser even where there is a desktop VS Code
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkNodeVersion, ensureDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { runTool } from './lib/processes.mjs';
import { findDesktopCode, openInBrowser, openOnDesktop } from './start/editors.mjs';
import { RunFinder } from './start/runFinder.mjs';
import { unsupportedReason } from './vscodeServer/install.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    editor: { type: 'boolean', default: true },
    browser: { type: 'boolean', default: false },
    port: { type: 'string' },
  },
  allowNegative: true,
});

const config = path.resolve(positionals[0] ?? inRoot('examples/digits.gan.json'));

async function build() {
  const { code, output } = await runTool('../esbuild.config.mjs', []);
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
}

/** Starts training in the foreground: the progress bar and Ctrl-C belong to the command line tool. */
function train() {
  // Where VS Code looks for the runs of the folder that it opens.
  const runs = path.join(path.dirname(config), 'runs');
  const args = [inRoot('dist/cli.js'), 'train', config, '--runs', runs];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to the child as well; it checkpoints, and this process waits for it. Where there is no
  // terminal the signal comes to this process alone.
  const passOn = (signal) => () => {
    if (!process.stdin.isTTY) child.kill(signal);
  };
  process.on('SIGINT', passOn('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? code : 1));
  });
}

/** Resolves on the next Ctrl-C. */
function interrupted() {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

/** The editor to use: how it is opened, or undefined for the terminal only. */
function chooseEditor() {
  if (!options.editor) return undefined;
  const code = options.browser ? undefined : findDesktopCode();
  if (code !== undefined) return (request) => openOnDesktop(code, request);
  const unsupported = unsupportedReason();
  if (unsupported === undefined) return openInBrowser;
  console.log(`No VS Code to open: "code" is not on the PATH, and ${unsupported}. Training here.`);
  return undefined;
}

async function main() {
  checkNodeVersion();
  await ensureDependencies();
  if (!fs.existsSync(config)) throw new Error(`${config} does not exist.`);
  await build();

  const openEditor = chooseEditor();
  if (openEditor === undefined) return train();

  const folder = path.dirname(config);
  const finder = new RunFinder(folder);
  const editor = await openEditor({ folder, config, port: options.port });
  void finder.next().then((run) => editor.showRun(run));
  let stopped = false;
  void interrupted().then(() => (stopped = true));
  try {
    const code = await train();
    if (editor.staysOpen && !stopped) {
      console.log(
        `The training has ended. VS Code stays open at ${editor.address}\nCtrl-C ends it.`,
      );
      await interrupted();
    }
    return code;
  } finally {
    finder.stop();
    await editor.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

// Tests inside the extension host of a real VS Code: mocha suites of test/integration/inHost, through @vscode/test-electron.
// VSCODE_EXECUTABLE runs them in a VS Code of the desktop; without it, in the VS Code server.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { layOutExampleData } from './lib/exampleData.mjs';
import { inRoot } from './lib/paths.mjs';
import { stopProcessesIn } from './lib/processes.mjs';
import { ensureVscodeServer } from './vscodeServer/install.mjs';

const suiteFolder = inRoot('test/integration/inHost');
const bundle = inRoot('.vscode-test/inHost/index.js');

/** One bundle of all suites; mocha stays outside and is found in node_modules. */
async function bundleSuites() {
  const suites = fs
    .readdirSync(suiteFolder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
  const requires = suites.map((name) => `require('./${name.split(path.sep).join('/')}');`);
  await esbuild.build({
    stdin: {
      // Required, not imported: mocha's globals must be there before a suite is read.
      contents: `import { runSuites } from './runner';\nexport const run = () => runSuites(() => {\n${requires.join('\n')}\n});\n`,
      resolveDir: suiteFolder,
      loader: 'ts',
    },
    bundle: true,
    outfile: bundle,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    absWorkingDir: inRoot(),
    logLevel: 'warning',
  });
  return suites.length;
}

async function main() {
  if ((await bundleSuites()) === 0) throw new Error('test/integration/inHost holds no suite');
  const { runTests } = await import('@vscode/test-electron');
  const desktop = process.env.VSCODE_EXECUTABLE;
  if (desktop === undefined) await ensureVscodeServer();

  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-in-host-'));
  const workspace = path.join(dataFolder, 'workspace');
  fs.cpSync(inRoot('test/fixtures/workspaces/inHost'), workspace, { recursive: true });
  layOutExampleData(workspace);
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? inRoot('test/harness/codeShim.mjs'),
      extensionDevelopmentPath: inRoot(),
      extensionTestsPath: bundle,
      launchArgs: [
        workspace,
        `--extensions-dir=${path.join(dataFolder, 'extensions')}`,
        `--user-data-dir=${path.join(dataFolder, 'user')}`,
      ],
      extensionTestsEnv: {
        GAN_TEST_RESULTS: process.env.GAN_TEST_RESULTS ?? path.join(dataFolder, 'results.json'),
        GAN_ALL_EXAMPLES: process.env.GAN_ALL_EXAMPLES,
      },
    });
  } finally {
    // A training worker outlives its window by design.
    stopProcessesIn(dataFolder);
    fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});

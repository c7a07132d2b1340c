// The steps of `npm test`: what each runs, and how its outcome is counted.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromiumAdvice, ensureChromium } from './chromium.mjs';
import { inRoot } from './paths.mjs';
import { runTool } from './processes.mjs';
import { unsupportedReason } from '../vscodeServer/install.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, output: string }} Outcome
 * `looksOnly`: it uses one core and changes nothing that another step looks at.
 * @typedef {{ name: string, run: () => Promise<Outcome>, looksOnly?: boolean }} Step
 */

const resultFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-test-results-'));
process.once('exit', () => fs.rmSync(resultFolder, { recursive: true, force: true }));

function readResults(name) {
  const file = path.join(resultFolder, `${name}.json`);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/** A program whose exit code is the whole answer: counts as one. */
function check(name, tool, args) {
  return {
    name,
    run: async () => {
      const { code, output } = await runTool(tool, args);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output };
    },
  };
}

function script(name, file, args = []) {
  return check(name, `../${file}`, args);
}

/** What failed in a report of vitest, in a few lines each. */
function describeFailures(results) {
  return results.testResults
    .flatMap(({ name, status, message, assertionResults }) => {
      const file = path.relative(inRoot(), name);
      const failed = assertionResults.filter((test) => test.status === 'failed');
      if (failed.length === 0) return status === 'failed' ? [`${file}\n${message}`] : [];
      return failed.map(
        ({ fullName, failureMessages }) => `${file} > ${fullName}\n${failureMessages.join('\n')}`,
      );
    })
    .join('\n\n');
}

/** Counts the tests of a vitest run; a file that does not load, or a run without any test, is a failure. */
function vitest(name, projects) {
  return {
    name,
    run: async () => {
      const file = path.join(resultFolder, `${name}.json`);
      const { code, output } = await runTool('vitest/vitest.mjs', [
        ...['run', '--reporter=json', `--outputFile=${file}`],
        ...projects.flatMap((project) => ['--project', project]),
      ]);
      const results = readResults(name);
      if (results === undefined) return { passed: 0, failed: 1, skipped: 0, output };
      const broken = results.testResults.filter(
        ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
      );
      const counted = results.numFailedTests + broken.length;
      // Errors outside of any test change the exit code only.
      const failed = code !== 0 && counted === 0 ? 1 : counted;
      return {
        passed: results.numPassedTests,
        failed,
        skipped: results.numPendingTests + results.numTodoTests,
        output: counted > 0 ? describeFailures(results) : output,
      };
    },
  };
}

/** Mocha inside VS Code: scripts/testIntegration.mjs. */
const inHost = {
  name: 'in VS Code',
  run: async () => {
    const env = { ...process.env, GAN_TEST_RESULTS: path.join(resultFolder, 'inHost.json') };
    const { code, output } = await runTool('../scripts/testIntegration.mjs', [], { env });
    const results = readResults('inHost');
    if (results === undefined) return { passed: 0, failed: 1, skipped: 0, output };
    const failed = code !== 0 && results.failed.length === 0 ? 1 : results.failed.length;
    return { passed: results.passed.length, failed, skipped: results.pending.length, output };
  },
};

/** @param {Step} step */
function looking(step) {
  return { ...step, looksOnly: true };
}

/** Skips a step, saying why, where its prerequisite is missing. */
function needing(prerequisite, step) {
  return {
    ...step,
    run: async () => {
      const missing = await prerequisite();
      if (missing === undefined) return step.run();
      return { passed: 0, failed: 0, skipped: 1, output: missing };
    },
  };
}

async function browser() {
  const found = await ensureChromium((line) => console.log(line));
  return found === undefined ? chromiumAdvice : undefined;
}

async function vscodeAndBrowser() {
  const unsupported = process.env.VSCODE_EXECUTABLE === undefined ? unsupportedReason() : undefined;
  return unsupported ?? browser();
}

/** @type {Step[]} */
export const steps = [
  // The longest first.
  looking(check('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0'])),
  looking(check('types', 'typescript/bin/tsc', ['-b'])),
  looking(check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])),
  looking(
    check('dependencies', 'dependency-cruiser/bin/dependency-cruise.mjs', [
      ...['--config', '.dependency-cruiser.cjs', 'src', 'webview'],
    ]),
  ),
  looking(check('dead code', 'knip/bin/knip.js', ['--no-progress', '--no-config-hints'])),
  looking(script('schema', 'scripts/generateSchema.mjs', ['--check'])),
  looking(script('contributions', 'scripts/checkContributions.mjs')),
  vitest('boundaries', ['boundaries']),
  vitest('unit', ['unit', 'property']),
  script('build', 'esbuild.config.mjs', ['--production']),
  script('size', 'scripts/checkSize.mjs'),
  needing(browser, vitest('webview', ['webview'])),
  script('package', 'scripts/package.mjs', ['--no-build']),
  needing(vscodeAndBrowser, inHost),
  needing(vscodeAndBrowser, vitest('end to end', ['endToEnd'])),
];

/** The locks on the boundaries are themselves tested: a rule whose pattern matches nothing looks like a clean project. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBundle } from '../../scripts/build/bundleRules.mjs';
import { bundles } from '../../scripts/build/bundles.mjs';
import { illegalImports, type IllegalImport } from './illegalImports';

const root = path.resolve(import.meta.dirname, '../..');
const runFile = promisify(execFile);

let sandbox: string;
beforeAll(() => {
  sandbox = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-boundaries-'));
});
afterAll(() => {
  fs.rmSync(sandbox, { recursive: true, force: true });
});

/** A project of its own with nothing but the files given. */
function project(files: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(sandbox, 'project-'));
  for (const [file, code] of Object.entries(files)) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), code);
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const file of ['tsconfig.base.json', '.dependency-cruiser.cjs', 'package.json']) {
    fs.copyFileSync(path.join(root, file), path.join(folder, file));
  }
  return folder;
}

const named = (cases: IllegalImport[]): [string, IllegalImport][] =>
  cases.map((illegal) => [`${illegal.file}: ${illegal.code.split('\n')[0] ?? ''}`, illegal]);

describe('lint reports', () => {
  const eslint = new ESLint({
    cwd: root,
    // The files do not exist, so there is no type information on them; these rules need none.
    overrideConfig: [
      tseslint.configs.disableTypeChecked,
      { linterOptions: { reportUnusedDisableDirectives: 'off' } },
    ],
  });

  test.each(named(illegalImports.filter(({ lintRule }) => lintRule !== undefined)))(
    '%s',
    async (_name, { file, code, lintRule }) => {
      const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
      expect(result!.messages.map(({ ruleId }) => ruleId)).toContain(lintRule);
    },
  );
});

test('lint lets pages use the closed forms', async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [tseslint.configs.disableTypeChecked],
  });
  const code =
    "import { value } from '../../src/theory/divergences';\nexport const used = value;\n";
  const filePath = path.join(root, 'webview/theory/legal.ts');
  const [result] = await eslint.lintText(code, { filePath });
  expect(result!.messages).toEqual([]);
});

test('lint lets the engine share the sizes of layers with the checks of a config', async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [tseslint.configs.disableTypeChecked],
  });
  const code = "import { value } from '../../config/networkShape';\nexport const used = value;\n";
  const filePath = path.join(root, 'src/engine/program/legal.ts');
  const [result] = await eslint.lintText(code, { filePath });
  expect(result!.messages).toEqual([]);
});

describe('dependency-cruiser reports', () => {
  interface Violation {
    from: string;
    rule: { name: string };
  }

  const cases = illegalImports.filter(({ dependencyRule }) => dependencyRule !== undefined);
  let violations: Violation[];

  beforeAll(async () => {
    const files: Record<string, string> = {};
    for (const illegal of cases)
      Object.assign(files, illegal.with, { [illegal.file]: illegal.code });
    const { stdout } = await runFile(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'webview'],
      ],
      { cwd: project(files), maxBuffer: 64 * 1024 * 1024 },
    );
    violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary
      .violations;
  });

  test.each(named(cases))('%s', (_name, { file, dependencyRule, with: others = {} }) => {
    // A cycle is reported once, from any of its files.
    const found = violations.filter(({ from }) => from === file || from in others);
    expect(found.map(({ rule }) => rule.name)).toContain(dependencyRule);
  });
});

describe('the compiler reports, in a pure layer,', () => {
  test.each([
    ['config', 'process.pid', "Cannot find name 'process'"],
    ['protocol', 'Buffer.alloc(1)', "Cannot find name 'Buffer'"],
    ['theory', 'document.body', "Cannot find name 'document'"],
    ['engine', 'window.name', "Cannot find name 'window'"],
    ['engine', 'performance.now()', "Cannot find name 'performance'"],
  ])('src/%s: %s', (layer, expression, message) => {
    const folder = path.join(root, 'src', layer);
    const { config } = ts.readConfigFile(path.join(folder, 'tsconfig.json'), ts.sys.readFile) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const file = path.join(folder, 'illegal.ts');
    const host = ts.createCompilerHost(options);
    const readSource = host.getSourceFile.bind(host);
    host.getSourceFile = (name, target) =>
      path.resolve(name) === file
        ? ts.createSourceFile(name, `export const used = ${expression};\n`, target)
        : readSource(name, target);
    const program = ts.createProgram([file], options, host);
    const texts = program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(texts.join('\n')).toContain(message);
  });
});

describe('the bundler refuses', () => {
  async function build(name: string, code: string): Promise<string[]> {
    try {
      const { metafile } = await esbuild.build({
        ...bundles[name],
        entryPoints: undefined,
        outfile: undefined,
        stdin: { contents: code, resolveDir: path.join(root, 'src'), loader: 'ts' },
        outdir: sandbox,
        bundle: true,
        write: false,
        metafile: true,
        logLevel: 'silent',
        absWorkingDir: root,
      });
      return checkBundle(name, metafile);
    } catch (error) {
      return (error as esbuild.BuildFailure).errors.map(({ text }) => text);
    }
  }

  test.each(['lateModules', 'worker', 'cli', 'runReader', 'decodeThread', 'webview', 'theory'])(
    'vscode in the %s',
    async (name) => {
      const problems = await build(
        name,
        "import * as vscode from 'vscode';\nconsole.log(vscode);\n",
      );
      expect(problems.join('\n')).toContain('Could not resolve "vscode"');
    },
  );

  test.each(['webview', 'theory'])('a module of Node.js in the page %s', async (name) => {
    const problems = await build(name, "import fs from 'node:fs';\nconsole.log(fs);\n");
    expect(problems.join('\n')).toContain('node:fs');
  });

  test('the tensor library in the extension', async () => {
    const problems = await build(
      'extension',
      "import * as tf from '@tensorflow/tfjs-core';\nconsole.log(tf);\n",
    );
    expect(problems.join('\n')).toContain('must not contain node_modules/@tensorflow/');
  });

  test('a layer that a bundle may not contain', () => {
    const metafile = { inputs: { 'src/engine/step.ts': {} }, outputs: {} } as never;
    for (const name of ['extension', 'lateModules', 'cli', 'runReader', 'webview', 'theory']) {
      expect(checkBundle(name, metafile)).toEqual([
        `dist/${name}.js must not contain src/engine/step.ts`,
      ]);
    }
    expect(checkBundle('worker', metafile)).toEqual([]);
  });
});

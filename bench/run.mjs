// Runs a benchmark: `npm run bench` (step times), `npm run bench -- step dcgan28` (of one workload) or
// `npm run bench -- <name>`. Bundles it on the fly, so that it measures the code as it is now.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from '../scripts/build/bundles.mjs';
import { compileKernels } from '../scripts/build/kernels.mjs';
import { onTheFly } from '../scripts/build/onTheFly.mjs';
import { inRoot } from '../scripts/lib/paths.mjs';

const benchmarks = [
  'step',
  'telemetryCost',
  'openRun',
  'panelCost',
  'smoothness',
  'trainingFrames',
  'presets',
  'augmentation',
  'conformance',
  'discriminatorSteps',
  'distributionCost',
  'digitClassifier',
  'memory',
  'deviceTraffic',
];

const [name = 'step', ...rest] = process.argv.slice(2);
if (!benchmarks.includes(name) || (rest.length > 0 && name !== 'step')) {
  console.error(`No benchmark is called ${[name, ...rest].join(' ')}: ${benchmarks.join(', ')}.`);
  process.exit(2);
}

const bundle = inRoot(`dist/bench/${name}.cjs`);

await compileKernels();
await esbuild.build({
  ...onTheFly,
  entryPoints: [inRoot(`bench/${name}.ts`)],
  outfile: bundle,
  alias: { vscode: inRoot('test/webview/vscodeForHtml.ts') },
  // One TensorFlow.js for the engine and the peer, and native modules where npm put them.
  external: ['onnxruntime-node', '@tensorflow/*', 'playwright-core', 'esbuild', 'axe-core'],
  logLevel: 'warning',
});
// What the benchmark of an opening run loads as the extension does.
await esbuild.build({
  ...bundles.runReader,
  bundle: true,
  minify: true,
  outfile: inRoot('dist/bench/runReader.js'),
  absWorkingDir: inRoot(),
  logLevel: 'warning',
});
fs.copyFileSync(inRoot('dist/kernels.wasm'), inRoot('dist/bench/kernels.wasm'));
// Where the training process looks, seen from the bundle.
fs.cpSync(inRoot('media/digitClassifier'), inRoot('dist/media/digitClassifier'), {
  recursive: true,
});

/** Steps are compared on one core and on all: the first needs Linux, to hold a process there. */
const program = [process.execPath, path.relative(process.cwd(), bundle), ...rest];
const pinned = { command: ['taskset', '-c', '0', ...program], env: { GAN_BENCH_CORES: '1' } };
const passes = [{ command: program, env: {} }];
if (name === 'step' && process.platform === 'linux') passes.unshift(pinned);
for (const { command, env } of passes) {
  execFileSync(command[0], command.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
}

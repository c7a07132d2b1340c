// Runs the benchmarks: `npm run bench`. Bundles them on the fly, so that they measure the code as it is now.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { compileKernels } from '../scripts/build/kernels.mjs';
import { inRoot } from '../scripts/lib/paths.mjs';

const bundle = inRoot('dist/bench/firstLight.cjs');

await compileKernels();
await esbuild.build({
  entryPoints: [inRoot('bench/firstLight.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // One TensorFlow.js for the engine and the peer, and native modules where npm put them.
  external: ['onnxruntime-node', '@tensorflow/*'],
  logLevel: 'warning',
});
execFileSync(process.execPath, [path.relative(process.cwd(), bundle)], { stdio: 'inherit' });

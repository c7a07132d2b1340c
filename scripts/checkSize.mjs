// Fails when a bundle has outgrown its budget: what a window loads on activation stays small on purpose.
import zlib from 'node:zlib';
import * as esbuild from 'esbuild';
import { bundles } from './build/bundles.mjs';
import { inRoot } from './lib/paths.mjs';

/** Minified kilobytes. */
const budgets = {
  extension: 112,
  lateModules: 470,
  worker: 1075,
  cli: 560,
  metricsThread: 120,
  neighbourThread: 20,
  keepThread: 20,
  runReader: 30,
  film: 120,
  decodeThread: 120,
  webview: 440,
  theory: 280,
};

async function bundle(options) {
  return esbuild
    .build({
      ...options,
      bundle: true,
      minify: true,
      metafile: true,
      write: false,
      legalComments: 'none',
      absWorkingDir: inRoot(),
      logLevel: 'error',
    })
    .catch(() => undefined);
}

let failed = false;
for (const [name, options] of Object.entries(bundles)) {
  const built = await bundle(options);
  if (built === undefined) {
    failed = true;
    continue;
  }
  const { outputFiles, metafile } = built;
  const contents = outputFiles.find(({ path }) => path.endsWith('.js')).contents;
  const size = contents.length / 1000;
  const compressed = zlib.gzipSync(contents).length / 1000;
  console.log(
    `${name}: ${size.toFixed(0)} kB of ${budgets[name]} kB (${compressed.toFixed(0)} kB compressed)`,
  );
  if (size <= budgets[name]) continue;
  failed = true;
  console.error(`dist/${name}.js is over its budget. Its largest inputs:`);
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const largest = Object.entries(output.inputs)
    .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 10);
  for (const [file, { bytesInOutput }] of largest) {
    console.error(`  ${(bytesInOutput / 1000).toFixed(0).padStart(6)} kB  ${file}`);
  }
}
process.exitCode = failed ? 1 : 0;

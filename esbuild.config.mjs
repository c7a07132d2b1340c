// Builds every bundle into dist/. Flags: --production (minify), --watch.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundles, copiedFiles } from './scripts/build/bundles.mjs';
import { checkBundle } from './scripts/build/bundleRules.mjs';
import { compileKernels } from './scripts/build/kernels.mjs';
import { inRoot } from './scripts/lib/paths.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
/** Early in the project, or while one layer is being rewritten: skip the bundles whose entry is missing. */
const partial = process.env.GAN_PARTIAL_BUILD === '1';

/** Prints what the problem matcher of .vscode/tasks.json waits for, so that F5 starts after the build. */
const problemMatcherLines = {
  name: 'problem-matcher-lines',
  setup(build) {
    build.onStart(() => {
      if (watch) console.log('[watch] build started');
    });
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location !== null) {
          console.error(`    ${location.file}:${location.line}:${location.column}:`);
        }
      }
      if (watch) console.log('[watch] build finished');
    });
  },
};

/** Turns a bundle that broke a boundary into a failed build, and writes its metafile for the size check. */
const boundaryCheck = (name) => ({
  name: 'boundary-check',
  setup(build) {
    build.onEnd(({ metafile }) => {
      if (metafile === undefined) return undefined;
      fs.mkdirSync(inRoot('dist/meta'), { recursive: true });
      fs.writeFileSync(inRoot('dist/meta', `${name}.json`), JSON.stringify(metafile));
      return { errors: checkBundle(name, metafile).map((text) => ({ text })) };
    });
  },
});

function buildOptions(name, options) {
  return {
    bundle: true,
    metafile: true,
    minify: production,
    sourcemap: !production,
    sourcesContent: false,
    logLevel: 'silent',
    legalComments: 'none',
    absWorkingDir: inRoot(),
    ...options,
    plugins: [...(options.plugins ?? []), boundaryCheck(name), problemMatcherLines],
  };
}

/** Wraps the build of an entry: a missing one fails a whole build and is left out of a partial one. */
function ofEntry(entry, task) {
  return async () => {
    if (fs.existsSync(inRoot(entry))) return task();
    if (!partial) {
      throw new Error(`${entry} is missing (GAN_PARTIAL_BUILD=1 skips missing entries).`);
    }
    console.log(`skipped: ${entry} does not exist yet`);
    return undefined;
  };
}

async function buildBundle(name, options) {
  const context = await esbuild.context(buildOptions(name, options));
  if (watch) {
    await context.watch();
    return;
  }
  try {
    await context.rebuild();
  } finally {
    await context.dispose();
  }
}

async function buildKernels() {
  await compileKernels();
  if (!watch) return;
  let timer;
  fs.watch(inRoot('src/kernels'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      compileKernels().then(
        () => console.log('[watch] kernels compiled'),
        (error) => console.error(`✘ [ERROR] ${error.message}`),
      );
    }, 100);
  });
}

function copyFiles() {
  for (const [from, to] of copiedFiles) {
    fs.mkdirSync(path.dirname(inRoot(to)), { recursive: true });
    fs.copyFileSync(inRoot(from), inRoot(to));
  }
}

const tasks = [
  ofEntry('src/kernels/index.ts', buildKernels),
  ...Object.entries(bundles).map(([name, options]) =>
    ofEntry(options.entryPoints[0], () => buildBundle(name, options)),
  ),
  copyFiles,
];

const started = Date.now();
const failed = (await Promise.allSettled(tasks.map(async (task) => task()))).filter(
  ({ status }) => status === 'rejected',
);
for (const { reason } of failed) {
  // Failed bundles have printed their errors themselves.
  if (!Array.isArray(reason?.errors)) console.error(`✘ [ERROR] ${reason?.message ?? reason}`);
}
if (failed.length > 0 && !watch) {
  process.exitCode = 1;
} else if (!watch) {
  console.log(`built dist/ in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// What is bundled, from where, into which file.
import fs from 'node:fs';
import { inRoot } from '../lib/paths.mjs';

/** Zod brings its messages in fifty languages; the English ones are used. */
const englishZod = {
  name: 'english-zod',
  setup(build) {
    build.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.c?js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

/** The extension finds in a bundle of its own what its activation does not wait for. */
const lateModules = {
  name: 'late-modules',
  setup(build) {
    build.onResolve({ filter: /^\.\/lateModules$/ }, () => ({
      path: './lateModules.js',
      external: true,
    }));
  },
};

/** `vscode` is external in the extension only: a stray import of it in any other bundle fails the build. */
const node = {
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // The "main" of jsonc-parser is a UMD file whose requires no bundler can follow.
  mainFields: ['module', 'main'],
  plugins: [englishZod],
};

const browser = {
  platform: 'browser',
  format: 'iife',
  // Chromium of the oldest VS Code that package.json admits.
  target: 'chrome134',
  loader: { '.ttf': 'dataurl' },
};

/** @type {Record<string, import('esbuild').BuildOptions>} */
export const bundles = {
  extension: {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    plugins: [...node.plugins, lateModules],
    // `require`, so that the window loads it as it loads the extension itself.
    supported: { 'dynamic-import': false },
  },
  lateModules: {
    ...node,
    entryPoints: ['src/host/lateModules.ts'],
    outfile: 'dist/lateModules.js',
  },
  worker: {
    ...node,
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.js',
    // Native modules: shipped beside the bundle, or found at run time where the user installed them.
    external: ['onnxruntime-node', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    alias: { 'node-fetch': inRoot('scripts/build/noFetch.cjs') },
  },
  decodeThread: {
    ...node,
    entryPoints: ['src/dataFiles/images/decodeThread.ts'],
    outfile: 'dist/decodeThread.js',
  },
  metricsThread: {
    ...node,
    entryPoints: ['src/worker/evaluation/metricsThread.ts'],
    outfile: 'dist/metricsThread.js',
    external: ['onnxruntime-node'],
  },
  keepThread: {
    ...node,
    entryPoints: ['src/worker/evaluation/keepThread.ts'],
    outfile: 'dist/keepThread.js',
  },
  neighbourThread: {
    ...node,
    entryPoints: ['src/worker/inspection/neighbourThread.ts'],
    outfile: 'dist/neighbourThread.js',
    external: ['onnxruntime-node'],
  },
  cli: {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  runReader: {
    ...node,
    entryPoints: ['src/host/runReader/thread.ts'],
    outfile: 'dist/runReader.js',
  },
  film: {
    ...node,
    entryPoints: ['src/host/film/thread.ts'],
    outfile: 'dist/film.js',
  },
  webview: {
    ...browser,
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview.js',
  },
  theory: {
    ...browser,
    entryPoints: ['webview/theory/main.ts'],
    outfile: 'dist/theory.js',
    // Copied beside the style sheet.
    external: ['*.woff2'],
  },
};

/**
 * Files copied into dist/ as they are: from, to.
 * @type {[string, string][]}
 */
export const copiedFiles = [
  ['node_modules/@vscode/codicons/dist/codicon.css', 'dist/codicon.css'],
  ['node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/codicon.ttf'],
  // Formulas: few systems have a font for them.
  [
    'node_modules/@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2',
    'dist/stix-two-math.woff2',
  ],
  ['node_modules/@fontsource/stix-two-math/LICENSE', 'dist/stix-two-math.LICENSE'],
  // What New Config offers.
  ...fs
    .readdirSync(inRoot('examples'))
    .filter((name) => name.endsWith('.gan.json'))
    .map((name) => [`examples/${name}`, `dist/examples/${name}`]),
  // The JPEG decoder looks for it beside the program.
  [
    'node_modules/@cornerstonejs/codec-libjpeg-turbo-8bit/dist/libjpegturbowasm_decode.wasm',
    'dist/libjpegturbowasm_decode.wasm',
  ],
];

// What a finished bundle may contain: the last of the locks on the boundaries between the layers.
import { isBuiltin } from 'node:module';

/** Inputs that a bundle must not contain, whatever way they came in. */
const refusedInputs = {
  extension: [
    /^src\/engine\//,
    /^src\/worker\//,
    /^src\/cli\//,
    /^webview\//,
    /@tensorflow\//,
    // What takes long to load belongs in lateModules.
    /node_modules\/(zod|yaml|@msgpack)\//,
  ],
  lateModules: [/^src\/engine\//, /^src\/worker\//, /^src\/cli\//, /^webview\//, /@tensorflow\//],
  worker: [/^src\/host\//, /^src\/cli\//, /^webview\//],
  metricsThread: [
    /^src\/host\//,
    /^src\/cli\//,
    /^webview\//,
    /@tensorflow\//,
    /node_modules\/zod\//,
  ],
  keepThread: [/^src\/(engine|host|cli)\//, /^webview\//, /@tensorflow\//, /node_modules\/zod\//],
  neighbourThread: [
    /^src\/host\//,
    /^src\/cli\//,
    /^webview\//,
    /@tensorflow\//,
    /node_modules\/zod\//,
  ],
  cli: [/^src\/host\//, /^src\/worker\//, /^src\/engine\//, /^webview\//, /@tensorflow\//],
  runReader: [/^src\/engine\//, /^src\/worker\//, /^src\/cli\//, /^webview\//, /@tensorflow\//],
  film: [/^src\/engine\//, /^src\/worker\//, /^src\/cli\//, /^webview\//, /@tensorflow\//],
  decodeThread: [/^src\/(?!dataFiles\/|config\/formatCount)/, /^webview\//, /node_modules\/zod\//],
  webview: [/^src\/(?!(protocol|theory)\/)/, /node_modules\/zod\//],
  theory: [/^src\/(?!(protocol|theory)\/)/, /node_modules\/zod\//],
};

/** Modules that a bundle may leave to be found at run time, besides Node.js' own. */
const allowedExternals = {
  extension: ['vscode', './lateModules.js'],
  lateModules: [],
  worker: ['onnxruntime-node', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
  metricsThread: ['onnxruntime-node'],
  keepThread: [],
  neighbourThread: ['onnxruntime-node'],
  cli: [],
  runReader: [],
  film: [],
  decodeThread: [],
  webview: [],
  // A font beside the style sheet.
  theory: ['./stix-two-math.woff2'],
};

/** Bundles that run in a browser. */
const pages = ['webview', 'theory'];

/**
 * The rules that a bundle broke, as messages.
 * @param {string} name a key of `bundles`
 * @param {import('esbuild').Metafile} metafile
 * @returns {string[]}
 */
export function checkBundle(name, metafile) {
  const problems = [];
  for (const input of Object.keys(metafile.inputs)) {
    if (refusedInputs[name].some((pattern) => pattern.test(input))) {
      problems.push(`dist/${name}.js must not contain ${input}`);
    }
  }
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  for (const { path: target, external } of imports) {
    if (external !== true || allowedExternals[name].includes(target)) continue;
    if (!pages.includes(name) && isBuiltin(target)) continue;
    if (target.startsWith('data:')) continue;
    problems.push(`dist/${name}.js must not import ${target}`);
  }
  return problems;
}

// Packs the extension: npm run package [-- --target <platform>|all] [--no-build]
//
// ONNX Runtime is native: a package holds the libraries of one platform. They are staged beside the bundles in a folder
// of their own, and the package is made from there.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from './lib/paths.mjs';
import { run, runTool } from './lib/processes.mjs';

const thisTarget = `${process.platform}-${process.arch}`;

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: thisTarget },
    'no-build': { type: 'boolean', default: false },
  },
});

const nativeFolder = 'node_modules/onnxruntime-node/bin/napi-v6';

/** Platforms for which onnxruntime-node ships libraries, in the names of the Marketplace. */
function availableTargets() {
  return fs
    .readdirSync(inRoot(nativeFolder))
    .flatMap((platform) =>
      fs.readdirSync(inRoot(nativeFolder, platform)).map((arch) => `${platform}-${arch}`),
    );
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** The manifest without what concerns development only: vsce would run its scripts and look for its dependencies. */
function stageManifest(stage) {
  const manifest = readJson(inRoot('package.json'));
  for (const field of ['scripts', 'devDependencies', 'peerDependencies', 'peerDependenciesMeta']) {
    delete manifest[field];
  }
  writeJson(path.join(stage, 'package.json'), manifest);
  return manifest;
}

function stageOnnxRuntime(stage, target) {
  const [platform, arch] = target.split('-');
  const copy = (file) => {
    fs.cpSync(inRoot('node_modules', file), path.join(stage, 'node_modules', file), {
      recursive: true,
    });
  };
  copy('onnxruntime-node/dist');
  copy(`onnxruntime-node/bin/napi-v6/${platform}/${arch}`);
  copy('onnxruntime-node/README.md');
  copy('onnxruntime-common/dist/cjs');
  copy('onnxruntime-common/README.md');

  // Its install script alone needs the other dependencies, and nothing is installed here.
  const runtime = readJson(inRoot('node_modules/onnxruntime-node/package.json'));
  runtime.dependencies = { 'onnxruntime-common': runtime.dependencies['onnxruntime-common'] };
  delete runtime.scripts;
  delete runtime.devDependencies;
  writeJson(path.join(stage, 'node_modules/onnxruntime-node/package.json'), runtime);
  const common = readJson(inRoot('node_modules/onnxruntime-common/package.json'));
  delete common.scripts;
  delete common.devDependencies;
  writeJson(path.join(stage, 'node_modules/onnxruntime-common/package.json'), common);
}

/** Loads the staged library: a package that lacks a file would fail on the user's machine only. */
async function checkOnnxRuntimeLoads(stage) {
  const { code, output } = await run(process.execPath, ['-e', 'require("onnxruntime-node")'], {
    cwd: stage,
  });
  if (code !== 0) throw new Error(`The staged ONNX Runtime does not load:\n${output}`);
}

async function packageFor(target) {
  // Outside of the repository: nothing is found in its node_modules by mistake.
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-package-'));
  const { name, version } = stageManifest(stage);
  const shipped = ['package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'];
  for (const file of [...shipped, 'dist', 'media', 'l10n']) {
    if (!fs.existsSync(inRoot(file))) continue;
    fs.cpSync(inRoot(file), path.join(stage, file), {
      recursive: true,
      filter: (source) => !source.endsWith('.vsix'),
    });
  }
  stageOnnxRuntime(stage, target);
  if (target === thisTarget) await checkOnnxRuntimeLoads(stage);

  const vsix = inRoot(`dist/${name}-${target}-${version}.vsix`);
  const { code, output } = await runTool(
    '@vscode/vsce/vsce',
    // Links of the README stay relative: VS Code resolves them in the installed extension.
    [
      ...['package', '--target', target, '--out', vsix],
      ...['--allow-missing-repository', '--no-rewrite-relative-links'],
    ],
    { cwd: stage },
  );
  if (code !== 0) throw new Error(`vsce failed for ${target}:\n${output}`);
  fs.rmSync(stage, { recursive: true });
  const megabytes = fs.statSync(vsix).size / 1e6;
  console.log(`${path.relative(inRoot(), vsix)} (${megabytes.toFixed(1)} MB)`);
}

const targets = options.target === 'all' ? availableTargets() : [options.target];
const unavailable = targets.filter((target) => !availableTargets().includes(target));
if (unavailable.length > 0) {
  throw new Error(
    `ONNX Runtime has no libraries for ${unavailable.join(', ')}; it has: ${availableTargets().join(', ')}`,
  );
}
if (!options['no-build']) {
  const { code } = await runTool('../esbuild.config.mjs', ['--production'], { live: true });
  if (code !== 0) process.exit(code);
}
for (const file of fs.readdirSync(inRoot('dist'))) {
  if (file.endsWith('.vsix')) fs.rmSync(inRoot('dist', file));
}
for (const target of targets) await packageFor(target);

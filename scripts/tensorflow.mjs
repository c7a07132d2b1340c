/**
 * Makes a folder from which training runs on TensorFlow itself, on the CPU, where npm cannot download it:
 *
 *   node scripts/tensorflow.mjs [folder]
 *
 * @tensorflow/tfjs-node comes from npm without its binaries; its binding is compiled against Node.js' own headers; the
 * library it calls is the one in TensorFlow's Python wheel. Needs python3 with pip, unzip and g++, on 64-bit Linux. Then
 * GAN_TENSORFLOW_PATH=<folder> makes the command line, the conformance tests and the bench use it.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

const PACKAGE = '@tensorflow/tfjs-node@4.22.0';
const WHEEL = 'tensorflow-cpu==2.15.1';
/** The library is the same for every Python. */
const WHEEL_FOR = ['--python-version', '3.11', '--platform', 'manylinux2014_x86_64'];
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const HEADERS = ['tensorflow/c', 'tensorflow/core/platform', 'tsl/c', 'tsl/platform'];

const folder = path.resolve(
  process.argv[2] ?? path.join(os.homedir(), '.cache', 'gan-studio', 'tensorflow'),
);

function run(command, args, cwd = folder) {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function missingTools() {
  const tools = { python3: ['-m', 'pip', '--version'], 'g++': ['--version'], unzip: ['-v'] };
  return Object.entries(tools).flatMap(([tool, args]) => {
    try {
      run(tool, args, os.tmpdir());
      return [];
    } catch {
      return [tool === 'python3' ? 'python3 with pip' : tool];
    }
  });
}

/** Folder of node_api.h, beside the node that runs this. */
function nodeHeaders() {
  const headers = path.resolve(fs.realpathSync(process.execPath), '../../include/node');
  return fs.existsSync(path.join(headers, 'node_api.h')) ? headers : undefined;
}

function fetchLibrary() {
  run('python3', [
    ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:'],
    ...[...WHEEL_FOR, '--dest', 'wheel', WHEEL],
  ]);
  const [wheel] = fs.readdirSync(path.join(folder, 'wheel'));
  run('unzip', [
    ...['-q', '-o', path.join('wheel', wheel)],
    ...LIBRARIES.map((library) => `tensorflow/${library}`),
    ...HEADERS.map((header) => `tensorflow/include/${header}/*`),
  ]);
  fs.rmSync(path.join(folder, 'wheel'), { recursive: true });
}

function compileBinding(headers) {
  const root = path.join(folder, 'node_modules/@tensorflow/tfjs-node');
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const known = manifest.binary.napi_versions;
  const napi = Math.min(Number(process.versions.napi), Math.max(...known));
  const library = path.join(folder, 'tensorflow');
  const target = path.join(root, 'lib', `napi-v${napi}`);
  fs.mkdirSync(target, { recursive: true });
  run('g++', [
    ...['-O2', '-fPIC', '-shared', '-std=c++17', '-w', `-DNAPI_VERSION=${napi}`],
    ...[headers, path.join(library, 'include'), root].map((include) => `-I${include}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(root, 'binding', file)),
    ...['-o', path.join(target, 'tfjs_binding.node'), `-L${library}`, `-Wl,-rpath,${library}`],
    ...LIBRARIES.map((name) => `-l:${name}`),
  ]);
}

const headers = nodeHeaders();
const missing = [...missingTools(), ...(headers === undefined ? ['the headers of Node.js'] : [])];
if (`${process.platform}-${process.arch}` !== 'linux-x64') {
  console.log('SKIPPED: TensorFlow is built on 64-bit Linux only.');
} else if (missing.length > 0) {
  console.log(`SKIPPED: TensorFlow is not built without ${missing.join(', ')}.`);
} else {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private": true}\n');
  console.log(`Installing ${PACKAGE} and ${WHEEL} in ${folder} (1.0 GB) …`);
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', PACKAGE]);
  if (!fs.existsSync(path.join(folder, 'tensorflow', LIBRARIES[0]))) fetchLibrary();
  compileBinding(headers);
  console.log(`Done. Use it with GAN_TENSORFLOW_PATH=${folder}`);
}

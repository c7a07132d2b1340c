// Compiles the AssemblyScript kernels (src/kernels) to dist/kernels.wasm.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../lib/paths.mjs';

const sourceFolder = path.join(root, 'src/kernels');
const entry = path.join(sourceFolder, 'index.ts');
const outFile = path.join(root, 'dist/kernels.wasm');

/** Relaxed SIMD stays off: its rounding differs between machines, and a run must not. */
const flags = [
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  ...['--runtime', 'stub', '--importMemory'],
  ...['--enable', 'simd', '--enable', 'bulk-memory'],
];

/** Compiles the kernels; throws with the compiler's messages when they are not valid. */
export async function compileKernels() {
  const { default: asc } = await import('assemblyscript/asc');
  fs.mkdirSync(path.dirname(outFile), { recursive: true });
  // Written beside and renamed: tests that run meanwhile read the old file or the new one, never half of it.
  const temporary = `${outFile}.${process.pid}.tmp`;
  const relative = (file) => path.relative(root, file).split(path.sep).join('/');
  const messages = asc.createMemoryStream();
  const { error } = await asc.main(
    [relative(entry), '--baseDir', root, '--outFile', relative(temporary), ...flags],
    { stdout: messages, stderr: messages },
  );
  if (error !== null) {
    fs.rmSync(temporary, { force: true });
    throw new Error(`The kernels do not compile:\n${messages.toString()}`, { cause: error });
  }
  fs.renameSync(temporary, outFile);
}

function newest(folder) {
  return Math.max(
    ...fs.readdirSync(folder, { recursive: true }).map((name) => {
      return fs.statSync(path.join(folder, name)).mtimeMs;
    }),
  );
}

/** Compiles the kernels unless the compiled file is newer than all of their sources. */
export async function compileKernelsIfStale() {
  if (!fs.existsSync(entry)) return;
  const built = fs.statSync(outFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < newest(sourceFolder)) await compileKernels();
}

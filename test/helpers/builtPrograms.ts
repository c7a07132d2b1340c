import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundles, copiedFiles } from '../../scripts/build/bundles.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** Directly in the repository, as `dist/` is: the programs look for `media/` and `package.json` beside it. */
const FOLDER = 'test-results';

/**
 * Bundles the training process and the command line tool as they are shipped, apart from `dist/`, which may be older
 * or just being built. Answers their folder.
 *
 * @param plugins what changes the source on the way
 */
export async function buildPrograms(
  folder = inRoot(FOLDER),
  plugins: readonly Plugin[] = [],
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const name of [
    'worker',
    'decodeThread',
    'metricsThread',
    'neighbourThread',
    'keepThread',
    'cli',
  ] as const) {
    const options = bundles[name]!;
    const outfile = join(folder, basename(options.outfile!));
    const { outputFiles } = await build({
      ...options,
      plugins: [...(options.plugins ?? []), ...plugins],
      absWorkingDir: inRoot(),
      bundle: true,
      write: false,
      logLevel: 'silent',
      outfile,
    });
    for (const { path, contents } of outputFiles) replace(path, contents);
  }
  replace(join(folder, 'kernels.wasm'), readFileSync(inRoot('dist', 'kernels.wasm')));
  mkdirSync(join(folder, 'examples'), { recursive: true });
  for (const [file] of copiedFiles) {
    if (file.startsWith('examples/')) replace(join(folder, file), readFileSync(inRoot(file)));
  }
  const wasm = copiedFiles.find(([, to]) => to.endsWith('.wasm'))!;
  replace(join(folder, basename(wasm[1])), readFileSync(inRoot(wasm[0])));
  return folder;
}

/** Other test files may be starting the program of before at this moment. */
function replace(path: string, contents: Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

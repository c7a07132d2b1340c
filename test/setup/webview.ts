import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { checkBundle } from '../../scripts/build/bundleRules.mjs';
import { bundles, copiedFiles } from '../../scripts/build/bundles.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** The tests of the pages run the bundles as they are built: builds them, so that a run of one test file needs no build before. */
export async function setup(): Promise<void> {
  await Promise.all(['webview', 'theory'].map(build));
  for (const [from, to] of copiedFiles) {
    fs.copyFileSync(inRoot(from), inRoot('.vscode-test/webview', path.basename(to)));
  }
}

async function build(name: string): Promise<void> {
  const { metafile } = await esbuild.build({
    ...bundles[name],
    bundle: true,
    metafile: true,
    sourcemap: true,
    absWorkingDir: inRoot(),
    // Not in dist/: what is packaged from there is the build's alone.
    outfile: `.vscode-test/webview/${name}.js`,
  });
  const problems = checkBundle(name, metafile);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

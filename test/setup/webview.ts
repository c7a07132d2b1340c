import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { checkBundle } from '../../scripts/build/bundleRules.mjs';
import { bundles, copiedFiles } from '../../scripts/build/bundles.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** The panel's tests run the bundle as it is built: builds it, so that a run of one test file needs no build before. */
export async function setup(): Promise<void> {
  const { metafile } = await esbuild.build({
    ...bundles['webview'],
    bundle: true,
    metafile: true,
    sourcemap: true,
    absWorkingDir: inRoot(),
    // Not in dist/: what is packaged from there is the build's alone.
    outfile: '.vscode-test/webview/webview.js',
  });
  const problems = checkBundle('webview', metafile);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  for (const [from, to] of copiedFiles) {
    fs.copyFileSync(inRoot(from), inRoot('.vscode-test/webview', path.basename(to)));
  }
}

// Feeds every reader changed and damaged inputs: `npm run fuzz`. Options after `--`: --inputs for each family of readers,
// --seed to repeat a run, --reader for those whose name holds a word, --jobs at a time; --input to read one alone again.
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as esbuild from 'esbuild';
import { copiedFiles } from './build/bundles.mjs';
import { onTheFly } from './build/onTheFly.mjs';
import { inRoot } from './lib/paths.mjs';

const bundle = inRoot('dist/fuzz/main.cjs');

await esbuild.build({
  ...onTheFly,
  entryPoints: [inRoot('test/fuzz/main.ts')],
  outfile: bundle,
  alias: { vscode: inRoot('test/fakes/vscode.ts') },
  // The stand-in for VS Code has not all that the host imports.
  logLevel: 'error',
});
// The decoder of JPEG finds its WebAssembly beside the program.
for (const [from, to] of copiedFiles.filter(([, path]) => path.includes('libjpeg'))) {
  copyFileSync(inRoot(from), inRoot('dist/fuzz', basename(to)));
}
try {
  execFileSync(process.execPath, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' });
} catch (error) {
  process.exit(error.status ?? 1);
}

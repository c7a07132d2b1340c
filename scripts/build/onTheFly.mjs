import fs from 'node:fs';
import path from 'node:path';

/** Tests and scripts find the repository from where they stand, also those in a bundle. */
const ownFolder = {
  name: 'own-folder',
  setup(build) {
    build.onLoad({ filter: /[/\\](test|scripts)[/\\].*\.(ts|mjs)$/ }, ({ path: file }) => ({
      contents: fs
        .readFileSync(file, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))),
      loader: file.endsWith('.ts') ? 'ts' : 'js',
    }));
  },
};

/** How benchmarks and the fuzzer are bundled just before they run: the code as it is now. */
export const onTheFly = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  plugins: [ownFolder],
};

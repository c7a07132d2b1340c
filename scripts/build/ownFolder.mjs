import fs from 'node:fs';
import path from 'node:path';

/** Tests and scripts find the repository from where they stand, also those in a bundle. */
export const ownFolder = {
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

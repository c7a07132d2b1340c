import path from 'node:path';
import { defineConfig } from 'vitest/config';

const fakeVscode = path.resolve(import.meta.dirname, 'test/fakes/vscode.ts');

/** The tests; or what makes files of the repository anew, when asked for. */
function filesOfEndToEnd() {
  const folder = 'test/integration/endToEnd';
  if (process.env['GAN_UPDATE_THEMES'] === '1') return [`${folder}/themes.capture.ts`];
  if (process.env['GAN_UPDATE_PICTURES'] === '1') return [`${folder}/pictures.capture.ts`];
  return [`${folder}/**/*.e2e.ts`];
}

export default defineConfig({
  resolve: { alias: { vscode: fakeVscode } },
  test: {
    // The machine may be small: two workers, whatever it says it has.
    maxWorkers: 2,
    // Ten times what the longest takes: a machine may be slow, and busy with other things.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A browser on a busy machine answers late: it encodes a picture when idle, or after a second.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          globalSetup: 'test/setup/kernels.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'property',
          include: ['test/property/**/*.test.ts'],
          globalSetup: 'test/setup/kernels.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'boundaries',
          include: ['test/boundaries/**/*.test.ts'],
        },
      },
      {
        resolve: {
          alias: { vscode: path.resolve(import.meta.dirname, 'test/webview/vscodeForHtml.ts') },
        },
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          globalSetup: 'test/setup/webview.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          // One browser at a time.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'endToEnd',
          include: filesOfEndToEnd(),
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

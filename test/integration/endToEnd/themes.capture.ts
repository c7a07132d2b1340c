import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStudio, type Studio } from '../../harness/studio';
import { themes } from '../../harness/themes';

const folder = path.resolve(import.meta.dirname, '../../fixtures/themes');

/** What VS Code puts on the root and the body of every webview. */
async function capture(studio: Studio): Promise<unknown> {
  const body = studio.panel().locator('body');
  return body.evaluate((element) => {
    const style = element.ownerDocument.documentElement.style;
    const variables: Record<string, string> = {};
    // The preview adds variables and classes of its own.
    const names = Array.from(style).filter((name) =>
      /^--(vscode-|text-link-decoration$)/.test(name),
    );
    for (const name of names.sort()) variables[name] = style.getPropertyValue(name);
    return {
      bodyClass: Array.from(element.classList)
        .filter((name) => name.startsWith('vscode-'))
        .join(' '),
      bodyData: Object.fromEntries(Object.entries(element.dataset)),
      variables,
      defaultStyle: element.ownerDocument.querySelector('#_defaultStyles')?.textContent ?? '',
    };
  });
}

/** Run by hand when VS Code's themes have changed: GAN_UPDATE_THEMES=1 npx vitest run --project endToEnd themes */
describe('theme fixtures', () => {
  test.each(themes)('capture %s', async (theme) => {
    const workspace = path.resolve(import.meta.dirname, '../../fixtures/workspaces/empty');
    const studio = await openStudio({ workspace, theme, vsix: false });
    try {
      await studio.openFile('note.md');
      await studio.command('Markdown: Open Preview to the Side');
      await studio.panel().locator('body.vscode-body').waitFor();
      const captured = await capture(studio);
      await studio.screenshot(`theme-${theme}`);
      expect(captured).toHaveProperty('variables.--vscode-editor-background');
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(
        path.join(folder, `${theme}.json`),
        `${JSON.stringify(captured, null, 2)}\n`,
      );
    } finally {
      await studio.close();
    }
  });
});

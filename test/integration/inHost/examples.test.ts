import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { record, runsOf, until, writeFile } from './inHost';

/** As they are shipped. */
const folder = path.join(
  vscode.extensions.getExtension('gan-studio.gan-studio')!.extensionPath,
  'dist/examples',
);

/** Names of the examples whose data comes with the extension or is drawn. */
function selfContained(): string[] {
  return fs
    .readdirSync(folder)
    .filter(
      (file) => !/"(images|files?|path)": /.test(fs.readFileSync(path.join(folder, file), 'utf8')),
    )
    .map((file) => file.replace('.gan.json', ''));
}

describe('examples', function () {
  this.timeout(120_000);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('that need no data of the user’s are there', () => {
    assert.ok(selfContained().length >= 7, selfContained().join(', '));
  });

  for (const name of selfContained()) {
    it(`Train starts ${name}`, async () => {
      const text = fs.readFileSync(path.join(folder, `${name}.gan.json`), 'utf8');
      await vscode.commands.executeCommand('gan.train', writeFile(`${name}.gan.json`, text));
      const [directory] = runsOf(name);
      assert.ok(directory, 'there is no run directory');
      await until('the first steps', () => record(directory).step > 2);
      await vscode.commands.executeCommand('gan.stop', directory);
      await until('the end', () => record(directory).state === 'stopped');
    });
  }
});

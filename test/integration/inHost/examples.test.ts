import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { record, runsOf, until, workspaceFolder, writeFile } from './inHost';

/** As they are shipped. */
const folder = path.join(
  vscode.extensions.getExtension('gan-studio.gan-studio')!.extensionPath,
  'dist/examples',
);

const textOf = (name: string) => fs.readFileSync(path.join(folder, `${name}.gan.json`), 'utf8');

const names = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.gan.json'))
  .map((file) => file.replace('.gan.json', ''));

/** Names of the files and folders that an example wants, relative to the workspace. */
const wantedBy = (name: string) =>
  [...textOf(name).matchAll(/"(data\/[^"]+)"/g)].map(([, wanted]) => wanted!);

const selfContained = names.filter((name) => wantedBy(name).length === 0);

/** Those that need no data; `GAN_ALL_EXAMPLES=1` starts all, which takes four minutes and gigabytes of memory. */
const startsAll = process.env['GAN_ALL_EXAMPLES'] === '1';
const started = startsAll ? names : selfContained;

const missingFor = (name: string) =>
  wantedBy(name).filter((file) => !fs.existsSync(path.join(workspaceFolder(), file)));

describe('examples', function () {
  this.timeout(startsAll ? 300_000 : 120_000);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('that need no data of the user’s are there', () => {
    assert.ok(selfContained.length >= 7, selfContained.join(', '));
  });

  for (const name of started) {
    it(`Train starts ${name}`, async function () {
      if (missingFor(name).length > 0) this.skip();
      const text = textOf(name);
      await vscode.commands.executeCommand('gan.train', writeFile(`${name}.gan.json`, text));
      const [directory] = runsOf(name);
      assert.ok(directory, 'there is no run directory');
      // Of the large ones a step takes up to ten seconds.
      const enough = selfContained.includes(name) ? 2 : 0;
      await until('the first steps', () => record(directory).step > enough, 200_000);
      await vscode.commands.executeCommand('gan.stop', directory);
      await until('the end', () => record(directory).state === 'stopped');
    });
  }
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

describe('activation', () => {
  const extension = vscode.extensions.getExtension<unknown>('gan-studio.gan-studio');

  it('activates', async () => {
    assert.ok(extension, 'the extension is not there');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that it contributes', async () => {
    const registered = await vscode.commands.getCommands(true);
    const { contributes } = extension?.packageJSON as Manifest;
    const missing = contributes.commands
      .map(({ command }) => command)
      .filter((command) => !registered.includes(command));
    assert.deepEqual(missing, []);
  });
});

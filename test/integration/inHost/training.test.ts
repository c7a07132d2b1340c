import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { busyness } from '../../helpers/busyness';
import {
  record,
  runsOf,
  smallConfig,
  tabLabels,
  until,
  workspaceFolder,
  writeFile,
} from './inHost';

async function train(name: string, steps: number): Promise<string> {
  const uri = writeFile(`${name}.gan.json`, smallConfig(steps));
  await vscode.commands.executeCommand('gan.train', uri);
  const [directory] = runsOf(name);
  assert.ok(directory, 'there is no run directory');
  return directory;
}

async function untilTab(label: string): Promise<void> {
  await until(
    () => `the tab "${label}" among "${tabLabels().join('", "')}"`,
    () => tabLabels().includes(label),
  );
}

describe('training', function () {
  this.timeout(120_000);

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('starts, pauses, steps, goes on, stops, and goes on from the checkpoint', async () => {
    const directory = await train('steered', 1_000_000);
    await untilTab('steered · running');
    await until('the first steps', () => record(directory).step > 0);

    await vscode.commands.executeCommand('gan.pause', directory);
    await untilTab('steered · paused');
    const paused = record(directory).step;
    await vscode.commands.executeCommand('gan.singleStep', directory);
    await vscode.commands.executeCommand('gan.singleDiscriminatorUpdate', directory);
    await vscode.commands.executeCommand('gan.singleGeneratorUpdate', directory);
    await vscode.commands.executeCommand('gan.saveModel', directory);
    const [exported] = await until('the saved model', () => {
      const names = fs.readdirSync(path.join(directory, 'exports'));
      return names.length > 0 && names;
    });
    assert.equal(exported, `step-${String(paused + 2).padStart(9, '0')}`);

    await vscode.commands.executeCommand('gan.resume', directory);
    await untilTab('steered · running');
    await vscode.commands.executeCommand('gan.stop', directory);
    await untilTab('steered · stopped');
    const stopped = await until('the record to say so', () => {
      const found = record(directory);
      return found.state === 'stopped' && found;
    });
    assert.ok(stopped.step > paused);

    await vscode.commands.executeCommand('gan.resume', directory);
    await untilTab('steered · running');
    await until('more steps', () => record(directory).step > stopped.step);
    await vscode.commands.executeCommand('gan.stop', directory);
    await untilTab('steered · stopped');
  });

  it('shows a run whose process was killed as failed, with the reason', async () => {
    const directory = await train('killed', 1_000_000);
    await untilTab('killed · running');
    process.kill(record(directory).processId, 'SIGKILL');
    const killedAt = Date.now();
    await untilTab('killed · failed');
    const took = Date.now() - killedAt;
    assert.ok(took < 5000 * busyness(), `seen after ${took} ms`);
  });

  it('completes a short run, and shows it again from the config', async () => {
    const directory = await train('short', 200);
    await untilTab('short · completed');
    await until('the record to say so', () => record(directory).step === 200);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const uri = vscode.Uri.file(path.join(workspaceFolder(), 'short.gan.json'));
    await vscode.workspace.openTextDocument(uri);
    const lenses = await until('Open Last Run', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      return found.length === 2 && found;
    });
    const open = lenses[1]?.command;
    assert.equal(open?.command, 'gan.openPanel');
    await vscode.commands.executeCommand(open.command, ...((open.arguments ?? []) as unknown[]));
    await untilTab('short · completed');
  });

  it('starts nothing from a config with mistakes', async () => {
    const text = smallConfig(10).replace('"units":1}', '"units":3}');
    const uri = writeFile('wrong.gan.json', text);
    await vscode.commands.executeCommand('gan.train', uri);
    assert.deepEqual(runsOf('wrong'), []);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, uri.fsPath);
  });

  it('trains what stands in the editor, saved or not', async () => {
    const uri = writeFile('unsaved.gan.json', smallConfig(1_000_000));
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      const at = document.positionAt(document.getText().indexOf('1000000'));
      edit.replace(new vscode.Range(at, at.translate(0, 7)), '100');
    });
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('gan.train');
    await untilTab('unsaved · completed');
    const [directory] = runsOf('unsaved');
    assert.ok(directory);
    await until('the record to say so', () => record(directory).step === 100);
  });
});

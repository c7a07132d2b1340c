import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { busyness } from '../../helpers/busyness';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

/** Milliseconds on a quiet machine. */
const ACTIVATION_LIMIT = 50;

/** Milliseconds of processor time that a copy of a bundle takes to load; of the bundle itself V8 has kept the code. */
function loadTime(script: string, copy: string): number {
  fs.mkdirSync(path.dirname(copy), { recursive: true });
  fs.copyFileSync(script, copy);
  const require = createRequire(copy);
  const before = process.cpuUsage();
  require(copy);
  const { user, system } = process.cpuUsage(before);
  fs.rmSync(copy);
  return (user + system) / 1000;
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

  it('takes less than 50 ms, loading the code included', () => {
    assert.ok(extension);
    const [activation] = performance.getEntriesByName('gan.activate');
    assert.ok(activation, 'activation was not measured');
    const folder = extension.extensionPath;
    const loads = Array.from({ length: 5 }, (_, i) =>
      loadTime(
        path.join(folder, 'dist/extension.js'),
        path.join(folder, `.vscode-test/activation/${process.pid}-${i}.js`),
      ),
    );
    const load = Math.min(...loads);
    const limit = ACTIVATION_LIMIT * busyness();
    const measured = `loading ${load.toFixed(0)} ms, activating ${activation.duration.toFixed(0)} ms, limit ${limit.toFixed(0)} ms`;
    assert.ok(load + activation.duration < limit, measured);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The folder that is open. */
export function workspaceFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('no folder is open');
  return folder.uri.fsPath;
}

/** Writes a file of the workspace. */
export function writeFile(name: string, text: string): vscode.Uri {
  const file = path.join(workspaceFolder(), name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return vscode.Uri.file(file);
}

/** Repeats a check until it returns something truthy; `what` is asked once that takes too long. */
export async function until<T>(
  what: string | (() => string),
  check: () => T | Promise<T>,
  timeout = 100_000,
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = await check();
    if (value) return value as Exclude<NonNullable<T>, false>;
    if (Date.now() > deadline) {
      throw new Error(`timed out waiting for ${typeof what === 'string' ? what : what()}`);
    }
    await sleep(50);
  }
}

export function tabLabels(): string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
}

/** A config that trains in seconds. */
export function smallConfig(steps: number): string {
  return JSON.stringify({
    data: { source: 'digits' },
    generator: {
      latent: { dimension: 8 },
      layers: [
        { type: 'dense', units: 16, activation: 'relu' },
        { type: 'dense', units: 64, activation: 'tanh' },
      ],
    },
    discriminator: {
      layers: [
        { type: 'dense', units: 16, activation: 'leakyRelu' },
        { type: 'dense', units: 1 },
      ],
    },
    training: { steps, batchSize: 16 },
    evaluation: { everySteps: 100, samples: 4 },
    checkpoints: { everySteps: 100 },
  });
}

interface RunRecord {
  name: string;
  state: string;
  step: number;
  processId: number;
  reason?: string;
  settings: Record<string, number>;
}

/** Directories of the runs of a config. */
export function runsOf(name: string): string[] {
  const folder = path.join(workspaceFolder(), 'runs');
  if (!fs.existsSync(folder)) return [];
  return (
    fs
      .readdirSync(folder)
      // Time, name and a random number.
      .filter((entry) => entry.split('-').slice(2, -1).join('-') === name)
      .map((entry) => path.join(folder, entry))
  );
}

/** What `run.json` says. */
export function record(directory: string): RunRecord {
  return JSON.parse(fs.readFileSync(path.join(directory, 'run.json'), 'utf8')) as RunRecord;
}

import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import type { Log } from '../../../src/host/log';
import { Run } from '../../../src/host/runs/run';
import { RunsTree } from '../../../src/host/runs/runsTree';
import type { RunReader } from '../../../src/host/runReader/runReader';
import type { RunLauncher } from '../../../src/host/runs/runLauncher';
import type { RunService } from '../../../src/host/runs/runService';
import { makeRecord } from './runRecords';

const run = new Run('/runs/1', {
  record: makeRecord('completed', { name: 'digits', step: 100, steps: 100 }),
  attachable: false,
  hasCheckpoint: false,
});

/** Rows as the extension host keeps them: all are forgotten when one comes or goes, until they are asked for anew. */
class Rows {
  private readonly known = new Set<Run>();
  private selected: Run[] = [];

  constructor(private readonly provider: vscode.TreeDataProvider<Run>) {
    provider.onDidChangeTreeData?.((changed) => {
      if (changed === undefined) this.known.clear();
    });
  }

  get selection(): Run[] {
    return this.selected.filter((each) => this.known.has(each));
  }

  async read(): Promise<void> {
    const rows = (await this.provider.getChildren()) ?? [];
    for (const each of rows) {
      await this.provider.getTreeItem(each);
      this.known.add(each);
    }
  }

  click(row: Run): void {
    this.selected = [row];
  }

  dispose(): void {
    this.known.clear();
  }
}

const neverAsked: unknown = undefined;
const runsChanged = new vscode.EventEmitter<void>();
const damaged: { directory: string; reason: string }[] = [];
const service = {
  runs: [run],
  damaged,
  hasNamesake: () => false,
  onDidChangeRuns: runsChanged.event,
  onDidChangeRun: new vscode.EventEmitter<Run>().event,
} as unknown as RunService;
const launchesChanged = new vscode.EventEmitter<void>();
const launches: { purpose: string; name: string; status: string }[] = [];
const launcher = { launches, onDidChange: launchesChanged.event } as unknown as RunLauncher;
let rows: Rows;
let tree: RunsTree;

beforeEach(() => {
  vi.spyOn(vscode.window, 'createTreeView').mockImplementation((_, { treeDataProvider }) => {
    rows = new Rows(treeDataProvider as vscode.TreeDataProvider<Run>);
    return rows as unknown as vscode.TreeView<unknown>;
  });
  tree = new RunsTree(service, launcher, neverAsked as RunReader, neverAsked as Log);
  return () => tree.dispose();
});

it('tells above the rows what takes long to start, and how to give it up', () => {
  vi.useFakeTimers();
  launches.push({ purpose: 'train', name: 'ring', status: '' });
  launchesChanged.fire();
  expect(tree.view.message).toBeUndefined();
  vi.advanceTimersByTime(3000);
  expect(tree.view.message).toBe('Starting ring. GAN: Stop gives it up.');
  launches[0]!.status = 'Reading the data';
  launchesChanged.fire();
  expect(tree.view.message).toBe('Starting ring: Reading the data. GAN: Stop gives it up.');
  launches.length = 0;
  launchesChanged.fire();
  expect(tree.view.message).toBeUndefined();
  vi.useRealTimers();
});

it('tells above the rows which runs cannot be read', () => {
  damaged.push({ directory: '/runs/a', reason: 'run.json is damaged: it is not JSON.' });
  runsChanged.fire();
  expect(tree.view.message).toBe('a cannot be read: run.json is damaged: it is not JSON.');
  damaged.push({ directory: '/runs/b', reason: 'run.json is damaged: it is not JSON.' });
  runsChanged.fire();
  expect(tree.view.message).toBe('2 runs cannot be read, and the log says why: a, b');
  damaged.length = 0;
  runsChanged.fire();
  expect(tree.view.message).toBeUndefined();
});

describe('the run that a click is for', () => {
  it('is the one whose row is selected', async () => {
    await rows.read();
    rows.click(run);
    expect(await tree.selectedRun()).toBe(run);
  });

  it('is found although all rows are being drawn again', async () => {
    await rows.read();
    runsChanged.fire();
    rows.click(run);
    const found = tree.selectedRun();
    expect(rows.selection).toEqual([]);
    await rows.read();
    expect(await found).toBe(run);
  });
});

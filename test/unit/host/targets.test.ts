import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { CommandRegistry } from '../../../src/host/commands/registry';
import { type Attention, Targets } from '../../../src/host/commands/target';
import { COMMANDS } from '../../../src/host/contributions';
import type { Log } from '../../../src/host/log';
import { Run } from '../../../src/host/runs/run';
import type { RunService } from '../../../src/host/runs/runService';
import { makeRecord } from './runRecords';

function runIn(directory: string): Run {
  return new Run(directory, {
    record: makeRecord('completed', { name: directory }),
    attachable: false,
    hasCheckpoint: true,
  });
}

interface Item {
  readonly run: Run;
}

describe('the run that a command acts on', () => {
  let known: Map<string, Run>;
  let attention: Attention;
  let execute: (...args: unknown[]) => Promise<void>;
  let offered: string[];
  let acted: Run[];
  let warned: string[];

  /** Takes the row of a directory when VS Code asks for one. */
  function choose(directory: string): void {
    vi.spyOn(vscode.window, 'showQuickPick').mockImplementation(async (items) => {
      const rows = (await items) as unknown as readonly Item[];
      offered = rows.map(({ run }) => run.directory);
      return rows.find(({ run }) => run.directory === directory) as never;
    });
  }

  beforeEach(() => {
    known = new Map(['/a', '/b'].map((directory) => [directory, runIn(directory)]));
    attention = { inPanel: undefined, selected: undefined };
    [offered, acted, warned] = [[], [], []];
    Object.assign(vscode.commands, {
      registerCommand: (_: string, handler: typeof execute) => {
        execute = handler;
        return { dispose: () => undefined };
      },
    });
    Object.assign(vscode.window, { showErrorMessage: () => Promise.resolve(undefined) });
    const warn = (message: string): void => void warned.push(message);
    const log = { warn, error: warn } as unknown as Log;
    const service = {
      get runs() {
        return [...known.values()];
      },
      open: (directory: string) => Promise.resolve(known.get(directory)),
    } as unknown as RunService;
    const targets = new Targets(service, () => attention);
    new CommandRegistry(log).add(COMMANDS.deleteRun, 'Deleting', async (argument) => {
      acted.push(await targets.resolve(argument, 'Delete Run', 'delete'));
    });
  });

  it('is that of the row, also when it has been read anew since the row was drawn', async () => {
    const drawn = known.get('/b');
    known.set('/b', runIn('/b'));
    attention = { inPanel: known.get('/a'), selected: known.get('/a') };
    // What the menu of a row passes: the row, and no others that are selected.
    await execute(drawn, undefined);
    expect(acted).toEqual([known.get('/b')]);
    expect(acted[0]).not.toBe(drawn);
  });

  it('is asked for when VS Code has forgotten the row, whatever is in front or selected', async () => {
    attention = { inPanel: known.get('/a'), selected: known.get('/a') };
    choose('/b');
    await execute(undefined, undefined);
    expect(offered).toEqual(['/a', '/b']);
    expect(acted).toEqual([known.get('/b')]);
  });

  it('is asked for even if there is one only: the row may have been of another', async () => {
    known.delete('/b');
    choose('/nothing');
    await execute(undefined, undefined);
    expect(offered).toEqual(['/a']);
    expect(acted).toEqual([]);
  });

  it('is the one in front when nobody said which', async () => {
    attention = { inPanel: known.get('/a'), selected: known.get('/b') };
    await execute();
    expect(acted).toEqual([known.get('/a')]);
  });

  it('is none when its directory has gone', async () => {
    const drawn = known.get('/b');
    known.delete('/b');
    await execute(drawn, undefined);
    expect(acted).toEqual([]);
    expect(warned).toEqual(['There is no run in /b.']);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { removeDeadSockets } from '../../../src/runs/deadSockets';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const LISTEN = `require('net').createServer().listen(process.argv[1], () => console.log('listening'))`;

/** The socket of a process that was killed with it. */
async function deadSocket(parent: string): Promise<string> {
  const path = join(mkdtempSync(join(parent, 'gan-')), 'worker.sock');
  const child = spawn(process.execPath, ['-e', LISTEN, path]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return path;
}

function makeOld(path: string): void {
  utimesSync(path, 1, 1);
}

describe.skipIf(process.platform === 'win32')('sockets of killed processes', () => {
  test('are removed with their folders; those that somebody listens at, and young ones, stay', async () => {
    const parent = temporaryFolder();
    const [dead, young] = [await deadSocket(parent), await deadSocket(parent)];
    const live = join(mkdtempSync(join(parent, 'gan-')), 'worker.sock');
    const server = createServer().listen(live);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const other = mkdtempSync(join(parent, 'gan-'));
    makeOld(dead);
    makeOld(live);
    await removeDeadSockets(parent);
    expect([dead, young, live, other].map(existsSync)).toEqual([false, true, true, true]);
    expect(existsSync(join(dead, '..'))).toBe(false);
  });
});

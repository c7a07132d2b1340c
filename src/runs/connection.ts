/** `connection.json` and the place of the socket it names. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, type Stats } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import type { WorkerConnection } from '../protocol/workerProtocol';
import { RunFileError } from './boundedFile';
import { readJsonFile } from './jsonFile';
import { runFile } from './layout';
import { replaceFile } from './replaceFile';

export const FOLDER_PREFIX = 'gan-';
export const SOCKET_NAME = 'worker.sock';
const PIPE_PREFIX = '\\\\.\\pipe\\gan-';
/** Longest path of a Unix domain socket on macOS, less the final zero. */
const MAXIMUM_SOCKET_PATH = 103;
const PRIVATE_FOLDER_MODE = 0o700;

const connectionSchema: z.ZodType<WorkerConnection> = z.object({
  protocolVersion: z.int(),
  socketPath: z.string().max(260),
  token: z.string().max(200),
  processId: z.int(),
});

const CONNECTION = {
  schema: connectionSchema,
  name: 'the connection to a training process',
  maximumBytes: 64 * 1024,
};

export interface SocketPlace {
  readonly path: string;
  readonly remove: () => void;
}

/** A socket path that only this user can reach: in a new folder of mode 0700, or a named pipe on Windows. */
export function createSocketPlace(): SocketPlace {
  if (process.platform === 'win32') {
    const path = `${PIPE_PREFIX}${randomBytes(16).toString('hex')}`;
    return { path, remove: () => undefined };
  }
  const random = 'XXXXXX';
  const wanted = join(tmpdir(), `${FOLDER_PREFIX}${random}`, SOCKET_NAME);
  const parent = wanted.length <= MAXIMUM_SOCKET_PATH ? tmpdir() : '/tmp';
  // mkdtemp makes the folder with mode 0700.
  const folder = mkdtempSync(join(parent, FOLDER_PREFIX));
  return {
    path: join(folder, SOCKET_NAME),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function writeConnection(
  runDirectory: string,
  connection: WorkerConnection,
): Promise<void> {
  const json = `${JSON.stringify(connection, null, 2)}\n`;
  await replaceFile(runFile(runDirectory, 'connection'), json, 0o600);
}

/** Does nothing when it is another's: the run may have been taken up again by then. */
export async function removeConnection(runDirectory: string, token: string): Promise<void> {
  const path = runFile(runDirectory, 'connection');
  const found = await readJsonFile(path, CONNECTION).catch(() => undefined);
  if (found?.token === token) await rm(path, { force: true });
}

/**
 * Where the worker of a run listens.
 *
 * @throws Error when the file is absent; RunFileError when it is no connection, or names a socket that is
 * not one of this user's workers: a run directory from elsewhere must not make us talk to other programs.
 */
export async function readConnection(runDirectory: string): Promise<WorkerConnection> {
  const path = runFile(runDirectory, 'connection');
  const connection = await readJsonFile(path, CONNECTION);
  if (!(await isOwnSocket(connection.socketPath))) {
    throw new RunFileError(`${path} names what is not the socket of a training process of yours.`);
  }
  return connection;
}

/** Whether a path is that of the socket of a process of this user, in a folder that only this user can enter. */
export async function isOwnSocket(path: string): Promise<boolean> {
  if (process.platform === 'win32') return path.startsWith(PIPE_PREFIX);
  const folder = dirname(path);
  if (basename(path) !== SOCKET_NAME || !basename(folder).startsWith(FOLDER_PREFIX)) return false;
  let ofFolder: Stats, ofSocket: Stats;
  try {
    [ofFolder, ofSocket] = await Promise.all([stat(folder), stat(path)]);
  } catch {
    return false;
  }
  const user = process.getuid?.();
  return (
    ofFolder.uid === user &&
    ofSocket.uid === user &&
    (ofFolder.mode & 0o777) === PRIVATE_FOLDER_MODE &&
    ofSocket.isSocket()
  );
}

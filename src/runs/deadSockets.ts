/** Removes what training processes left in the folder for temporary files that were killed. */
import { lstat, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './boundedFile';
import { FOLDER_PREFIX, isOwnSocket, SOCKET_NAME } from './connection';
import { connectSocket } from './socketStream';

/** A process that makes its socket at this moment may not listen yet. */
const OLD_ENOUGH_MS = 60_000;

/** Removes the sockets of this user in `parent` at which nobody listens, with their folders. Never rejects. */
export async function removeDeadSockets(parent: string): Promise<void> {
  if (process.platform === 'win32') return;
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(FOLDER_PREFIX))) {
    const folder = join(parent, name);
    if (await isDead(folder)) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function isDead(folder: string): Promise<boolean> {
  const path = join(folder, SOCKET_NAME);
  try {
    const isFolder = (await lstat(folder)).isDirectory();
    if (!isFolder || (await readdir(folder)).join() !== SOCKET_NAME) return false;
    if (!(await isOwnSocket(path))) return false;
    if (Date.now() - (await stat(path)).mtimeMs < OLD_ENOUGH_MS) return false;
    (await connectSocket(path)).destroy();
    return false;
  } catch (error) {
    return errorCode(error) === 'ECONNREFUSED';
  }
}

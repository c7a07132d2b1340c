/** Runs npm, which is taken from the PATH. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';

/** Kept of what npm prints: its end says why it failed. */
const MAXIMUM_OUTPUT = 256 * 1024;

/** There is no npm. */
export class NoNpmError extends Error {
  constructor() {
    super('npm is not on the PATH');
    this.name = 'NoNpmError';
  }
}

export interface NpmResult {
  readonly succeeded: boolean;
  /** Of both streams, the end of it. */
  readonly output: string;
}

/**
 * @param folder that npm works in
 * @param signal ends npm and everything it has started
 * @throws NoNpmError
 */
export async function runNpm(
  folder: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<NpmResult> {
  if (signal?.aborted === true) return { succeeded: false, output: '' };
  const onWindows = process.platform === 'win32';
  const child = spawn('npm', [...args], {
    cwd: folder,
    env: npmEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script there. The arguments are our own, without spaces.
    shell: onWindows,
    // A process group of its own: what npm starts ends with it.
    detached: !onWindows,
    windowsHide: true,
  });
  let output = '';
  const keep = (data: Buffer): void => {
    output = (output + data.toString()).slice(-MAXIMUM_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const end = (): void => endTree(child);
  signal?.addEventListener('abort', end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ENOENT' ? new NoNpmError() : error);
      });
      child.on('close', resolve);
    });
    if (onWindows && /'npm' is not recognized/.test(output)) throw new NoNpmError();
    return { succeeded: code === 0, output };
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** Without what was meant for the process that runs this. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _electron, NODE_OPTIONS: _options, ...env } = process.env;
  return env;
}

function endTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Single key presses of a terminal. */

const CTRL_C = '\u0003';

export const KEY_HELP =
  'p pause/resume · k/K raise/lower k · s single step · d/g single update of D/G · q detach · Ctrl-C stop';

export interface KeyActions {
  readonly onKey: (key: string) => void;
  /** Ctrl-C, or a signal that asks to end. */
  readonly onInterrupt: () => void;
}

/** Listens until the function that it answers is called. Without a terminal only signals count. */
export function listenToKeys({ onKey, onInterrupt }: KeyActions): () => void {
  const { stdin } = process;
  const onData = (data: Buffer): void => {
    for (const key of data.toString('utf8')) {
      if (key === CTRL_C) onInterrupt();
      else onKey(key);
    }
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    stdin.on('data', onData);
    stdin.resume();
  }
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    if (!stdin.isTTY) return;
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

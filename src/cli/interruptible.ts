/** Work that Ctrl-C or a signal gives up, and that tells what it does. */
import { LaunchStatus } from './launchStatus';

export interface Interruptible {
  readonly signal: AbortSignal;
  readonly onStatus: (message: string, passing: boolean) => void;
  readonly interrupted: boolean;
  /** Leaves signals to others. */
  readonly done: () => void;
}

export function interruptible(): Interruptible {
  const controller = new AbortController();
  const status = new LaunchStatus(process.stderr);
  const interrupt = (): void => controller.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    onStatus: (message, passing) => status.show(message, passing),
    get interrupted() {
      return controller.signal.aborted;
    },
    done: () => {
      status.close();
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

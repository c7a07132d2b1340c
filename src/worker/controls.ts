/**
 * What clients ask of a run. Everything happens between two steps, or two updates of one that is watched: requests
 * wait in a queue that the run loop works off at each such boundary.
 */
import { asError } from '../runs/errors';

/** A request refused; the message is fit for the user. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}

interface Request {
  readonly run: () => Promise<void>;
  readonly refuse: (message: string) => void;
}

export class Controls {
  private readonly requests: Request[] = [];
  private wake: (() => void) | undefined;
  private failure: Error | undefined;
  private endMessage: string | undefined;
  private stopReasonGiven: string | undefined;
  private markEnded: () => void = () => undefined;
  /** Resolves when the loop has ended, however it did. */
  readonly ended = new Promise<void>((resolve) => (this.markEnded = resolve));
  /** Hears of every request to stop, also of those after the first. */
  onStop: () => void = () => undefined;
  /** Whether the loop rests until something is asked of it. */
  paused = false;

  /** Set once the run is to end early: why. */
  get stopReason(): string | undefined {
    return this.stopReasonGiven;
  }

  /** Does `task` at the next boundary and answers its result. */
  atBoundary<T>(task: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refuse = (message: string): void => reject(new RequestError(message));
      if (this.endMessage !== undefined) {
        refuse(this.endMessage);
        return;
      }
      const run = async (): Promise<void> => {
        try {
          resolve(await task());
        } catch (error) {
          reject(asError(error));
        }
      };
      this.requests.push({ run, refuse });
      this.wake?.();
    });
  }

  /** Asks the loop to end after the step in progress. */
  requestStop(reason: string): void {
    this.stopReasonGiven ??= reason;
    this.onStop();
    this.wake?.();
  }

  /** Ends the loop with an error: something beside it went wrong. */
  abort(error: Error): void {
    this.failure ??= error;
    this.wake?.();
  }

  /**
   * Works off the queue, and waits while the run is paused or has to. Returns when training may go on, or the run has to
   * end.
   *
   * @param wait milliseconds to wait, asked anew whenever something has happened
   * @throws what `abort` was given
   */
  async boundary(wait: () => number = () => 0): Promise<void> {
    for (;;) {
      await this.workOff();
      if (this.failure !== undefined) throw this.failure;
      if (this.stopReasonGiven !== undefined) return;
      const rest = this.paused ? undefined : wait();
      if (rest !== undefined && rest <= 0) return;
      await this.sleep(rest);
    }
  }

  private async workOff(): Promise<void> {
    while (this.failure === undefined) {
      const next = this.requests.shift();
      if (next === undefined) return;
      await next.run();
    }
  }

  /** Until something is asked, at most so many milliseconds. */
  private async sleep(milliseconds: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (milliseconds !== undefined) timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.wake = undefined;
  }

  /** The loop has ended: refuses what is still waiting and everything from now on. */
  end(message: string): void {
    this.endMessage = message;
    for (const { refuse } of this.requests.splice(0)) refuse(message);
    this.markEnded();
  }
}

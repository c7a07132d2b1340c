/**
 * What clients ask of a run. Everything happens between two steps: requests wait in a queue that the run loop works
 * off at each step boundary.
 */

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
  private singleStep: { readonly done: () => void; readonly refuse: Request['refuse'] } | undefined;
  private stopReasonGiven: string | undefined;
  /** Whether the loop rests between steps. */
  paused = false;

  /** Set once the run is to end early: why. */
  get stopReason(): string | undefined {
    return this.stopReasonGiven;
  }

  /** Does `task` at the next step boundary and answers its result. */
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
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.requests.push({ run, refuse });
      this.wake?.();
    });
  }

  /** Asks the loop to end after the step in progress. */
  requestStop(reason: string): void {
    this.stopReasonGiven ??= reason;
    this.wake?.();
  }

  /** Ends the loop with an error: something beside it went wrong. */
  abort(error: Error): void {
    this.failure ??= error;
    this.wake?.();
  }

  /** Lets a paused loop do one step; resolves when it is done. */
  allowStep(): Promise<void> {
    return new Promise((resolve, reject) => {
      const { singleStep: before } = this;
      const done = (): void => {
        before?.done();
        resolve();
      };
      const refuse = (message: string): void => {
        before?.refuse(message);
        reject(new RequestError(message));
      };
      this.singleStep = { done, refuse };
      this.wake?.();
    });
  }

  /** To be called after each step. */
  stepDone(): void {
    this.singleStep?.done();
    this.singleStep = undefined;
  }

  /** Works off the queue, and waits while the run is paused. Returns when a step may be done, or the run has to end. */
  async boundary(): Promise<void> {
    for (;;) {
      for (let next = this.requests.shift(); next !== undefined; next = this.requests.shift()) {
        await next.run();
      }
      if (this.failure !== undefined) throw this.failure;
      if (this.stopReasonGiven !== undefined || !this.paused) return;
      if (this.singleStep !== undefined) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
  }

  /** Refuses what is still waiting and everything from now on. */
  end(message: string): void {
    this.endMessage = message;
    for (const { refuse } of this.requests.splice(0)) refuse(message);
    this.singleStep?.refuse(message);
  }
}

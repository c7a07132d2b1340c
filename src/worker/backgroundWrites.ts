/** Writes to the disk while training goes on: one after the other, the first failure ends the run. */
import { asError } from '../runs/errors';

export class BackgroundWrites {
  private last: Promise<void> = Promise.resolve();
  private failure: Error | undefined;

  /** @param onFailure called once, with the first error */
  constructor(private readonly onFailure: (error: Error) => void) {}

  add(write: () => Promise<void>): void {
    this.last = this.last.then(async () => {
      if (this.failure !== undefined) return;
      try {
        await write();
      } catch (error) {
        this.failure = asError(error);
        this.onFailure(this.failure);
      }
    });
  }

  /** Resolves when everything added so far is written. @throws Error of the write that failed */
  async idle(): Promise<void> {
    await this.last;
    if (this.failure !== undefined) throw this.failure;
  }
}

/** The one way commands are registered: failures reach the user. */
import { registerCommand, type HandledCommand } from '../contributions';
import { Disposable } from '../disposable';
import { reportError } from '../errors';
import type { Log } from '../log';

export class CommandRegistry extends Disposable {
  constructor(private readonly log: Log) {
    super();
  }

  /** @param what What is being done, to begin a sentence with when it fails: "Saving the model". */
  add(id: HandledCommand, what: string, handler: (argument: unknown) => Promise<void>): void {
    this.register(
      registerCommand(id, async (argument) => {
        try {
          await handler(argument);
        } catch (error) {
          // The command has ended, whenever the user answers the message.
          void reportError(error, what, this.log);
        }
      }),
    );
  }
}

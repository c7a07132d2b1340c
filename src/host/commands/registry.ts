/** The one way commands are registered: failures reach the user. */
import { registerCommand, type HandledCommand } from '../contributions';
import { Disposable } from '../disposable';
import { reportError } from '../errors';
import type { Log } from '../log';

/**
 * Stands for a row of the Runs view that VS Code has forgotten. It forgets all rows when one comes or goes, until it has
 * asked for them anew; a command of a row then comes without saying which one it was.
 */
export const FORGOTTEN_ROW = Symbol('a row of the Runs view that VS Code has forgotten');

/** What a command was called for. The menu of a row passes its row and the other rows selected, known or not. */
function subject([first, ...others]: readonly unknown[]): unknown {
  const ofRow = others.length > 0 && (first === undefined || first === null);
  return ofRow ? FORGOTTEN_ROW : first;
}

export class CommandRegistry extends Disposable {
  constructor(private readonly log: Log) {
    super();
  }

  /** @param what What is being done, to begin a sentence with when it fails: "Saving the model". */
  add(id: HandledCommand, what: string, handler: (argument: unknown) => Promise<void>): void {
    this.register(
      registerCommand(id, async (...args) => {
        try {
          await handler(subject(args));
        } catch (error) {
          // The command has ended, whenever the user answers the message.
          void reportError(error, what, this.log);
        }
      }),
    );
  }
}

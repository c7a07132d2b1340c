/** What is fuzzed: something that reads bytes which a user or another machine may have made. */
import type { Dice } from './dice';

/** What a reader made of an input: it took it, or it said what is wrong, as it documents. */
export interface Outcome {
  readonly accepted: boolean;
  /** What the user is told, one message a mistake. */
  readonly messages: readonly string[];
  /** A message must name this, such as the file. */
  readonly named?: string;
}

export interface Reader {
  readonly name: string;
  readonly family: Family;
  /** A new input: something valid, changed. */
  make(dice: Dice): Uint8Array;
  /**
   * Reads the input. Whatever it throws is a defect.
   *
   * @param folder an empty folder that belongs to this reader; files that are left in it are written over
   */
  read(input: Uint8Array, folder: string): Promise<Outcome>;
}

export const FAMILIES = [
  'config',
  'data files',
  'images',
  'run directory',
  'measurements',
  'messages',
] as const;
export type Family = (typeof FAMILIES)[number];

export const ACCEPTED: Outcome = { accepted: true, messages: [] };

/** Runs `work`; an error of the documented class is an answer, any other a defect. */
export async function outcomeOf(
  work: () => unknown,
  documented: abstract new (...args: never[]) => Error,
  named?: string,
): Promise<Outcome> {
  try {
    await work();
    return ACCEPTED;
  } catch (error) {
    if (!(error instanceof documented)) throw error;
    const messages = [error.message];
    return named === undefined
      ? { accepted: false, messages }
      : { accepted: false, messages, named };
  }
}

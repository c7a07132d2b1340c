/** What must hold of a reader whatever it reads. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Outcome, Reader } from './reader';

/** A message longer than this is no message but the file itself. */
const LONGEST_MESSAGE = 3000;
const MOST_MESSAGES = 5000;
/** What leaks from the inside: values that are none, objects, places in the program. */
const LEAKS = /\bundefined\b|\bNaN\b|\[object |^\s+at .*:\d+|node:internal|ZodError|"code": "/mu;

/** Quoted parts are words of the file; they may say anything. */
function ownWords(message: string): string {
  return message.replaceAll(/`[^`]*`|"(?:[^"\\]|\\.)*"|“[^”]*”/gsu, '…');
}

function messageProblem(message: string, { named }: Outcome, input: Buffer): string | undefined {
  if (message.trim() === '') return 'a message is empty';
  if (message.length > LONGEST_MESSAGE) return `a message has ${message.length} characters`;
  const leak = LEAKS.exec(ownWords(message));
  // What the input says itself may come back without quotes.
  if (leak !== null && !input.includes(leak[0].trim()))
    return `a message says ${JSON.stringify(leak[0])}: ${message.slice(0, 300)}`;
  if (named !== undefined && !message.includes(named)) {
    return `a message does not name ${named}: ${message.slice(0, 300)}`;
  }
  return undefined;
}

function outcomeProblem(outcome: Outcome, input: Buffer): string | undefined {
  const { accepted, messages } = outcome;
  if (!accepted && messages.length === 0) return 'it was refused without a word';
  if (messages.length > MOST_MESSAGES) return `there are ${messages.length} messages`;
  for (const message of messages) {
    const problem = messageProblem(message, outcome, input);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const builtIn = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const counts = builtIn.map((prototype) => Reflect.ownKeys(prototype).length);

function pollutedPrototype(): string | undefined {
  const changed = builtIn.findIndex((one, i) => Reflect.ownKeys(one).length !== counts[i]);
  return changed < 0 ? undefined : 'a prototype of the language has changed';
}

export interface Verdict {
  readonly accepted: boolean;
  /** What is wrong with the reader; undefined when it is sound. */
  readonly defect?: string;
}

/** Reads one input. @param folder a folder in a folder of its own, so that a write beside it shows */
export async function judge(reader: Reader, input: Uint8Array, folder: string): Promise<Verdict> {
  let outcome: Outcome;
  try {
    outcome = await reader.read(input, folder);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { accepted: false, defect: `it threw what it does not document: ${what}` };
  }
  const defect = outcomeProblem(outcome, Buffer.from(input)) ?? pollutedPrototype();
  return { accepted: outcome.accepted, ...(defect === undefined ? {} : { defect }) };
}

/** What stands beside the folder of a reader and should not. */
export function strayFiles(folder: string): string[] {
  return readdirSync(dirname(folder)).filter((name) => !folder.endsWith(name));
}

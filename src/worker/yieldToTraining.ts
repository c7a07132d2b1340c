import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Linux schedules threads one by one: the one that calls this takes what the others leave. */
export function yieldToTraining(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    setPriority(Number(thread), constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Other systems: that it has little to do alone keeps it from being felt.
  }
}

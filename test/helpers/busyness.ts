import os from 'node:os';

/**
 * How many times as long as alone a process takes on this machine now, by its load: for limits in wall-clock time, which
 * hold for a quiet machine.
 */
export function busyness(): number {
  return Math.max(1, (os.loadavg()[0] ?? 0) / os.availableParallelism());
}

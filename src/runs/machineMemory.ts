/** The memory of this machine, or of the container that this process is in. */
import { freemem, totalmem } from 'node:os';
import type { MachineMemory } from '../config/memoryChecks';

/** 0 and huge numbers stand for no limit. */
function limitOf(bytes: number | undefined, otherwise: number): number {
  return bytes === undefined || bytes <= 0 ? otherwise : Math.min(bytes, otherwise);
}

export function totalMemory(): MachineMemory {
  return { total: limitOf(process.constrainedMemory(), totalmem()) };
}

/** Also what is free at this moment, with what the system would give up for it. */
export function memoryNow(): MachineMemory {
  // Node.js has this only since 20.13.
  const available = (process as { availableMemory?: () => number }).availableMemory?.();
  return { ...totalMemory(), free: limitOf(available, freemem()) };
}

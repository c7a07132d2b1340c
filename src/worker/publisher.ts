import type { WorkerEvents } from '../protocol/workerProtocol';

/** Whoever passes events on to the attached clients. */
export interface Publisher {
  /** Attached clients. */
  readonly clients: number;
  send<K extends keyof WorkerEvents>(event: K, ...args: Parameters<WorkerEvents[K]>): void;
}

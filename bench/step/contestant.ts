/** What a contestant did in one turn; times are milliseconds a step. */
export interface Turn {
  readonly wall: number;
  /** Of all threads. */
  readonly processor: number;
  /** Bytes that each step left allocated; negative where garbage was collected. */
  readonly allocated?: readonly number[];
}

export interface Contestant {
  readonly label: string;
  /** Takes so many steps of training, data, latents and reading of losses included. */
  run(steps: number): Promise<Turn>;
  close(): Promise<void>;
}

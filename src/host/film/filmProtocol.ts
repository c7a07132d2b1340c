/** The link between the extension host and the thread that makes films: functions for birpc over a worker_threads port. */

/** An animated GIF, a sheet with a row of samples for each step, or copies of the pictures themselves. */
export const FILM_FORMATS = ['gif', 'sheet', 'frames'] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

export interface FilmJob {
  readonly runDirectory: string;
  readonly format: FilmFormat;
  /** Steps with a kept picture, ascending; at least one. */
  readonly steps: readonly number[];
  /** Of one sample of the run: [channels, height, width] for images. */
  readonly sampleShape: readonly number[];
}

export interface MadeFilm {
  /** Absolute path of the file, or of the folder for `frames`. */
  readonly path: string;
  /** How many of the steps are in it. */
  readonly steps: number;
}

/** Host → thread. */
export interface FilmFunctions {
  /** @throws Error with a message for the user */
  make(job: FilmJob): Promise<MadeFilm>;
}

/** Thread → host. */
export interface FilmEvents {
  /** Pictures done, of all that are taken. */
  progress(done: number, total: number): void;
}

/** The host's side of the film thread: one thread for each film, ended with it or when the film is given up. */
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { temporaryPath } from '../../runs/replaceFile';
import type { FilmEvents, FilmFunctions, FilmJob, MadeFilm } from './filmProtocol';

interface FilmOptions {
  /** `dist/film.js`. */
  readonly scriptPath: string;
  /** Where the film will lie: what a film that is given up has begun there is removed. */
  readonly path: string;
  readonly onProgress: FilmEvents['progress'];
  /** Gives the film up. */
  readonly signal: AbortSignal;
}

/** Undefined when the film was given up. @throws Error with a message for the user */
export async function makeInThread(
  job: FilmJob,
  { scriptPath, path, onProgress, signal }: FilmOptions,
): Promise<MadeFilm | undefined> {
  const worker = new Worker(scriptPath, { name: 'gan-film' });
  const link = createBirpc<FilmFunctions, FilmEvents>(
    { progress: onProgress },
    {
      post: (data: unknown) => worker.postMessage(data),
      on: (listener) => worker.on('message', listener),
      timeout: -1,
    },
  );
  let failure = new Error('The thread that makes films has ended.');
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => link.$close(failure));
  const giveUp = (): void => void worker.terminate();
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    return await link.make(job);
  } catch (error) {
    if (!signal.aborted) throw error;
    await rm(temporaryPath(path), { recursive: true, force: true });
    return undefined;
  } finally {
    signal.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}

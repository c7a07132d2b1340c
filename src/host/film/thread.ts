/** Entry of the film thread: the extension host's event loop decodes and encodes no pictures. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { FilmEvents, FilmFunctions } from './filmProtocol';
import { makeFilm } from './makeFilm';

function serve(port: NonNullable<typeof parentPort>): void {
  const functions: FilmFunctions = {
    make: (job) => makeFilm(job, (done, total) => void host.$callEvent('progress', done, total)),
  };
  const host = createBirpc<FilmEvents, FilmFunctions>(functions, {
    post: (data: unknown) => port.postMessage(data),
    on: (listener) => port.on('message', listener),
    bind: 'functions',
  });
}

if (parentPort === null) throw new Error('This file runs as a thread of the extension host.');
serve(parentPort);

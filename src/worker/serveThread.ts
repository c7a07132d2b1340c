/** What the entries of the training process's threads share. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { yieldToTraining } from './yieldToTraining';

/** Serves functions to the training process from a thread of it, which yields to the training. */
export function serveThread(functions: object): void {
  const port = parentPort;
  if (port === null) throw new Error('This file runs as a thread of the training process.');
  yieldToTraining();
  createBirpc<Record<string, never>, object>(functions, {
    post: (data: unknown) => port.postMessage(data),
    on: (listener) => port.on('message', listener),
    bind: 'functions',
  });
}

/**
 * Carries `workerProtocol.ts` over a byte stream: frames, MessagePack, birpc. Everything that arrives is validated;
 * a message that does not fit ends the link, and with it every call that still waits.
 */
import { createBirpc } from 'birpc';
import * as z from 'zod';
import { describeMisfit } from './describeMisfit';
import { encodeFrame, FrameDecoder } from './frames';
import { packMessage, unpackMessage } from './messagePack';
import {
  answerEnvelope,
  requestEnvelope,
  workerArguments,
  workerEventArguments,
  workerResults,
} from './workerMessages';
import type { WorkerEvents, WorkerFunctions } from './workerProtocol';

/** A socket, as far as the link is concerned. */
export interface ByteStream {
  write(bytes: Uint8Array): void;
  /** Bytes written that the other side has not taken yet. */
  readonly bufferedBytes: number;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once, when the stream has ended for whatever reason. */
  onClose(listener: () => void): void;
  destroy(): void;
}

/** Clients send short commands; workers send batches of metrics. */
const MAXIMUM_CLIENT_MESSAGE = 64 * 1024;
const MAXIMUM_WORKER_MESSAGE = 16 * 1024 * 1024;

/** Above this many buffered bytes a client misses what the run directory tells it anyway. */
export const DROP_EVENTS_ABOVE_BYTES = 1024 * 1024;
/** Above this many a client that reads nothing at all is let go. */
export const CLOSE_LINK_ABOVE_BYTES = 8 * 1024 * 1024;

const DEFAULT_TIMEOUT_MS = 60_000;

type Asynchronous<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => R | Promise<R>
    : never;
};

export type WorkerFunctionImplementations = Asynchronous<WorkerFunctions>;

type ArgumentSchemas = Readonly<Record<string, z.ZodType<unknown[]>>>;

interface Transport {
  readonly post: (message: unknown) => void;
  readonly on: (listener: (message: unknown) => void) => void;
  readonly close: (reason: string) => void;
  readonly onClose: (listener: (reason: string) => void) => void;
}

/** Frames and MessagePack over a stream; `check` passes a message on or throws. */
function openTransport(
  stream: ByteStream,
  maximumBytes: number,
  check: (message: unknown) => unknown,
): Transport {
  const decoder = new FrameDecoder(maximumBytes);
  const closeListeners: ((reason: string) => void)[] = [];
  let closed = false;
  const end = (reason: string): void => {
    if (closed) return;
    closed = true;
    stream.destroy();
    for (const listener of closeListeners) listener(reason);
  };
  stream.onClose(() => end('the other side has gone'));
  return {
    post: (message) => {
      if (closed) return;
      stream.write(encodeFrame(packMessage(message)));
      if (stream.bufferedBytes > CLOSE_LINK_ABOVE_BYTES) end('the other side does not read');
    },
    on: (listener) => {
      stream.onData((bytes) => {
        if (closed) return;
        try {
          for (const payload of decoder.push(bytes)) listener(check(unpackMessage(payload)));
        } catch (error) {
          end(`what came over the link was not understood: ${describe(error)}`);
        }
      });
    },
    close: end,
    onClose: (listener) => closeListeners.push(listener),
  };
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError) return describeMisfit(error);
  return error instanceof Error ? error.message : String(error);
}

/** Checks a request against the functions that there are. */
function checkRequest(message: unknown, schemas: ArgumentSchemas): unknown {
  const request = requestEnvelope.parse(message);
  const schema = Object.hasOwn(schemas, request.m) ? schemas[request.m] : undefined;
  if (schema === undefined) throw new Error(`there is no function "${request.m}"`);
  return { ...request, a: schema.parse(request.a) };
}

function checkAnswer(message: unknown): unknown {
  const answer = answerEnvelope.parse(message);
  return answer.e === undefined ? answer : { ...answer, e: new Error(answer.e.message) };
}

/** Errors travel as their message. */
function serializeErrors(message: { readonly e?: unknown }): unknown {
  return message.e === undefined ? message : { ...message, e: { message: describe(message.e) } };
}

/** The worker's end of the link to one client. */
export interface WorkerSide {
  /** Sends an event; progress, metrics and histograms are dropped while the client lags behind. */
  send<K extends keyof WorkerEvents>(event: K, ...args: Parameters<WorkerEvents[K]>): void;
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
}

const droppableEvents: ReadonlySet<keyof WorkerEvents> = new Set([
  'progress',
  'metrics',
  'histogram',
]);

/** Serves `functions` to the client at the other end of `stream`. */
export function openWorkerSide(
  stream: ByteStream,
  functions: WorkerFunctionImplementations,
): WorkerSide {
  const transport = openTransport(stream, MAXIMUM_CLIENT_MESSAGE, (message) =>
    checkRequest(message, workerArguments),
  );
  const rpc = createBirpc<WorkerEvents, WorkerFunctionImplementations>(functions, {
    post: transport.post,
    on: transport.on,
    serialize: serializeErrors,
    bind: 'functions',
    eventNames: [
      'record',
      'progress',
      'metrics',
      'histogram',
      'distribution',
      'journal',
      'stepping',
    ],
    onGeneralError: (error) => {
      transport.close(describe(error));
      return true;
    },
  });
  transport.onClose(() => rpc.$close());
  return {
    send: (event, ...args) => {
      if (rpc.$closed) return;
      if (droppableEvents.has(event) && stream.bufferedBytes > DROP_EVENTS_ABOVE_BYTES) return;
      // Typed by `send` itself; birpc's own types do not follow a generic key.
      void rpc.$callEvent(event, ...args);
    },
    onClose: transport.onClose,
    close: transport.close,
  };
}

/** The client's end of the link. */
export interface ClientSide {
  /**
   * Calls a function of the worker.
   *
   * @throws Error with the worker's message, or when the link ends or the answer takes too long.
   */
  call<K extends keyof WorkerFunctions>(
    name: K,
    ...args: Parameters<WorkerFunctions[K]>
  ): Promise<ReturnType<WorkerFunctions[K]>>;
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
}

function endOfLink(reason: string): Error {
  return new Error(`The connection to the training process has ended: ${reason}.`);
}

/** Calls the worker at the other end of `stream` and passes its events to `events`. */
export function openClientSide(
  stream: ByteStream,
  events: WorkerEvents,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): ClientSide {
  const transport = openTransport(stream, MAXIMUM_WORKER_MESSAGE, (message) =>
    z.looseObject({ t: z.string() }).parse(message).t === 's'
      ? checkAnswer(message)
      : checkRequest(message, workerEventArguments),
  );
  const rpc = createBirpc<WorkerFunctions, WorkerEvents>(events, {
    post: transport.post,
    on: transport.on,
    bind: 'functions',
    timeout: timeoutMs,
    onTimeoutError: (name) => {
      throw new Error(
        `The training process did not answer "${name}" within ${timeoutMs / 1000} seconds.`,
      );
    },
  });
  let endReason: string | undefined;
  transport.onClose((reason) => {
    endReason = reason;
    rpc.$close(endOfLink(reason));
  });
  return {
    call: async <K extends keyof WorkerFunctions>(
      name: K,
      ...args: Parameters<WorkerFunctions[K]>
    ) => {
      if (endReason !== undefined) throw endOfLink(endReason);
      const schema: z.ZodType<ReturnType<WorkerFunctions[K]>> = workerResults[name];
      const result = schema.safeParse(await rpc.$call(name, ...args));
      if (result.success) return result.data;
      throw new Error(`The training process answered "${name}" with something else.`);
    },
    onClose: transport.onClose,
    close: transport.close,
  };
}

/** A process that has the networks of a run that has ended, and answers questions about its samples. */
import type { NetworkInspection, NetworkRequest } from '../protocol/inspection';
import { openClientSide } from '../protocol/workerLink';
import { WORKER_PROTOCOL_VERSION } from '../protocol/workerProtocol';
import { messageOf } from './errors';
import { LaunchError, type LaunchOptions, launchNetworks } from './launch';
import { connectSocket, socketStream } from './socketStream';

export interface NetworksProcess {
  /** Step of the checkpoint that the networks are of. */
  readonly step: number;
  /** Whole sentences. */
  readonly warnings: readonly string[];
  /** @throws Error with a message for the user, also when the process has gone */
  inspect(request: NetworkRequest): Promise<NetworkInspection>;
  /** Called when the process has gone, by itself or for whatever reason. */
  onEnd(listener: () => void): void;
  /** Lets the process go: it ends when nobody is attached. */
  dispose(): void;
}

const nothing = (): void => undefined;

/**
 * Loads the newest checkpoint of a run that has ended in a process of its own, with the data it was trained on. Nothing
 * of the run is changed.
 *
 * @throws LaunchError when that is not possible, or was given up
 */
export async function openNetworks(
  runDirectory: string,
  options: LaunchOptions,
): Promise<NetworksProcess> {
  const { step, socketPath, token, warnings } = await launchNetworks(runDirectory, options);
  try {
    const client = openClientSide(socketStream(await connectSocket(socketPath)), {
      ...{ record: nothing, progress: nothing, metrics: nothing, histogram: nothing },
      ...{ distribution: nothing, stepping: nothing, journal: nothing },
    });
    await client.call('attach', token, WORKER_PROTOCOL_VERSION);
    return {
      step,
      warnings,
      inspect: (request) => client.call('inspect', request),
      onEnd: (listener) => client.onClose(listener),
      dispose: () => client.close('nobody asks any more'),
    };
  } catch (error) {
    throw new LaunchError(
      `The process that has loaded the checkpoint does not answer: ${messageOf(error)}`,
    );
  }
}

import type { HostMessage } from '../src/protocol/panelProtocol';

/** The part of each message that must be there for the panel to handle it. */
const payloads: Record<HostMessage['type'], readonly string[]> = {
  snapshot: ['snapshot'],
  summary: ['summary'],
  progress: ['progress'],
  curves: ['curves'],
  balance: ['balance'],
  histogram: ['histogram'],
  stepping: ['stepping'],
  history: ['history'],
  evaluations: ['evaluations'],
  evaluating: ['evaluating'],
  sampleAdded: ['step'],
  distributionAdded: ['step'],
  distributionNow: ['distribution'],
  distribution: ['step'],
  keptHistogram: ['step'],
  journal: ['event'],
  samples: ['step'],
  inspection: ['request'],
  networks: ['networks'],
  showCard: ['card'],
  gone: ['message'],
  outcome: ['command', 'message', 'failed'],
};

/**
 * Tells messages of the host from everything else that reaches a window, such as what browser extensions post.
 * The host is the same version of the same extension: the envelope and the presence of the payload are enough.
 */
export function isHostMessage(data: unknown): data is HostMessage {
  if (typeof data !== 'object' || data === null) return false;
  if (!('type' in data) || !('sequence' in data)) return false;
  if (typeof data.type !== 'string' || typeof data.sequence !== 'number') return false;
  if (!Object.hasOwn(payloads, data.type)) return false;
  return payloads[data.type as HostMessage['type']].every((key) => Object.hasOwn(data, key));
}

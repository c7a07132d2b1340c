import { hostname } from 'node:os';
import type { RunRecord } from '../../src/protocol/runModel';

export function runRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    formatVersion: 1,
    id: '0a1b2c3d',
    name: 'Ring',
    state: 'running',
    step: 120,
    steps: 1000,
    seed: 7,
    createdAt: '2026-01-02T03:04:05.000Z',
    updatedAt: '2026-01-02T03:05:05.000Z',
    host: hostname(),
    processId: 4242,
    settings: {
      discriminatorSteps: 1,
      generatorLearningRate: 2e-4,
      discriminatorLearningRate: 1e-4,
    },
    versions: { node: '20.20.2' },
    ...changes,
  };
}

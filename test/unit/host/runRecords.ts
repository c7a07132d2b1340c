import type { RunRecord, RunState } from '../../../src/protocol/runModel';

/** A record as a run directory holds it. */
export function makeRecord(state: RunState, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    formatVersion: 1,
    id: '1',
    name: 'mnist',
    state,
    step: 12_400,
    steps: 50_000,
    seed: 7,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    host: 'here',
    processId: 1,
    settings: {
      discriminatorSteps: 1,
      generatorLearningRate: 2e-4,
      discriminatorLearningRate: 2e-4,
    },
    versions: {},
    ...changes,
  };
}

import { describe, expect, it, vi } from 'vitest';
import type { Log } from '../../../src/host/log';
import { InspectionRelay } from '../../../src/host/panel/inspectionRelay';
import type { RunFiles } from '../../../src/host/panel/runFiles';
import { Run } from '../../../src/host/runs/run';
import { runRecord } from '../../helpers/runRecord';

const log: Log = {
  ...{ trace: vi.fn(), debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() },
};

describe('networks that are being loaded', () => {
  function loading() {
    const record = runRecord({ state: 'stopped' });
    const run = new Run('/run', { record, attachable: false, hasCheckpoint: true });
    let given: AbortSignal | undefined;
    const open = (_run: Run, _tell: unknown, signal: AbortSignal): Promise<never> => {
      given = signal;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('The start was canceled.')));
      });
    };
    const relay = new InspectionRelay(run, {} as RunFiles, open, () => undefined, log);
    const loaded = relay.load();
    return { run, relay, loaded, signal: () => given };
  }

  it('are given up with the panel that asked for them', async () => {
    const { relay, loaded, signal } = loading();
    expect(relay.networks).toEqual({ state: 'loading' });
    relay.dispose();
    await loaded;
    expect(signal()?.aborted).toBe(true);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it('are given up when the run goes on, and no failure is told', async () => {
    const { run, relay, loaded } = loading();
    run.connect(
      { call: () => Promise.reject(new Error('not called')), dispose: () => undefined },
      { record: runRecord(), progress: { step: 1, steps: 2, stepsPerSecond: 1 } },
    );
    await loaded;
    expect(relay.networks).toEqual({ state: 'none' });
    expect(log.warn).not.toHaveBeenCalled();
  });
});

/** The networks of a checkpoint, for whoever only looks: no device is timed, and nothing is compiled that trains. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GanConfig } from '../config/ganConfig';
import type { DataSet } from '../engine/data/dataSet';
import type { DeviceModules } from '../engine/executors/candidates';
import type { KernelModule } from '../engine/kernels';
import { loadNetworks } from '../engine/loadNetworks';
import type { LoadedNetworks } from '../engine/trainer';
import { isLiveState } from '../protocol/runModel';
import { findDeviceModules } from './deviceModules';
import type { SavedRun } from './savedRun';
import type { Surroundings } from './surroundings';

export interface OpenCheckpoint {
  readonly networks: LoadedNetworks;
  readonly modules: DeviceModules;
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

/** What the networks have to know of the data; the classes only where they are told them. */
export type SampleSpace = Pick<DataSet, 'sampleShape' | 'classes'>;

/** A config that has samples drawn on all cores of the CPU, where that is possible at all. */
export function onProcessor(config: GanConfig): GanConfig {
  if (config.device === 'javascript' || config.device === 'tensorflow') return config;
  return { ...config, device: 'onnxruntime-cpu', threads: 'auto' };
}

export interface CheckpointToOpen {
  readonly saved: Pick<SavedRun, 'record' | 'state' | 'warnings'>;
  /** Of the run, with the device to compute on. */
  readonly config: GanConfig;
  readonly space: SampleSpace;
  readonly kernels: KernelModule;
}

/** @throws Error with a message for the user */
export async function openCheckpoint(
  { saved, config, space, kernels }: CheckpointToOpen,
  { tellStatus, tensorflowFolders }: Surroundings,
): Promise<OpenCheckpoint> {
  const { record, state, warnings } = saved;
  const { sampleShape, classes } = space;
  tellStatus('Loading the networks');
  const modules = await findDeviceModules(tensorflowFolders);
  const { networks, fallback } = await loadNetworks({
    ...{ config, sampleShape, classes, state, kernels, modules },
    takeTurn: () => nextTurn(),
  });
  const slowed = 'The run is training: this took processor time from it.';
  return {
    ...{ networks, modules },
    warnings: [
      ...warnings,
      ...(fallback === undefined ? [] : [fallback]),
      ...(isLiveState(record.state) ? [slowed] : []),
    ],
  };
}

import type { GanConfig } from '../config/ganConfig';
import type { DeviceChoice } from '../protocol/runModel';

/** A config that asks for the device of before: the same kernels with the same number of threads give the same bits. */
export function sameDevice(config: GanConfig, device: DeviceChoice | undefined): GanConfig {
  if (device === undefined) return config;
  return { ...config, device: device.device as GanConfig['device'], threads: device.threads };
}

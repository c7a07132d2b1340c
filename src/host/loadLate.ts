import type * as lateModules from './lateModules';

let loading: Promise<typeof lateModules> | undefined;

/** Everything that activation does not wait for, loaded once. */
export function loadLate(): Promise<typeof lateModules> {
  loading ??= import('./lateModules');
  return loading;
}

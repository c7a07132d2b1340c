type LateModules = typeof import('./lateModules');

let loading: Promise<LateModules> | undefined;

/** Everything that activation does not wait for, loaded once. */
export function loadLate(): Promise<LateModules> {
  loading ??= import('./lateModules');
  return loading;
}

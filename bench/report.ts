/** What every report of a benchmark says about the machine and the moment. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The repository: bundles of benchmarks stand in dist/bench. */
export const ROOT = path.resolve(__dirname, '../..');

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
}

/** Milliseconds of processor time, of all threads of this process, and of the clock. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly wall: number; readonly processor: number }> {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { result, wall, processor: (user + system) / 1000 };
}

/** Writes bench/results/<name>.md and prints it. */
export function report(
  name: string,
  title: string,
  lines: readonly string[],
  command = `npm run bench -- ${name}`,
): void {
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  const cores = os.availableParallelism();
  const load = (os.loadavg()[0] ?? NaN).toFixed(1);
  const date = new Date().toISOString().slice(0, 10);
  const text = [
    `# ${title}`,
    '',
    `${date}, ${cpu}, ${cores} core${cores === 1 ? '' : 's'}, load ${load} at the end, Node.js ${process.versions.node}. \`${command}\`.`,
    '',
    ...lines,
    '',
  ].join('\n');
  fs.writeFileSync(path.join(ROOT, `bench/results/${name}.md`), text);
  console.log(text);
}

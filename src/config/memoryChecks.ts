/** Refuses what cannot fit into memory, before any of it is taken. */
import { formatCount } from './formatCount';
import type { GanConfig } from './ganConfig';
import { estimateMemory, totalBytes, type MemoryEstimate, type MemoryPart } from './memoryEstimate';
import type { PlacedProblem } from './problems';
import type { DataHeader } from './sampleShape';

/** Of the machine that trains, in bytes. */
export interface MachineMemory {
  readonly total: number;
  /** What programs can still have; undefined where training does not begin now. */
  readonly free?: number;
}

/** One WebAssembly memory has 65,536 pages of 64 KiB. */
const KERNEL_LIMIT = 2 ** 32;

/**
 * Training takes a multiple of what must be held: the CPU of ONNX Runtime took 2.7 times as much for the DCGAN of 28×28
 * with a minibatch of 1,536.
 */
const USUAL_FACTOR = 2;

/** Devices that keep what the layers make in the memory of the machine. `auto` tries the first of them. */
const IN_MACHINE_MEMORY: readonly GanConfig['device'][] = ['auto', 'onnxruntime-cpu', 'javascript'];

/** In decimal units, as systems tell of their memory. */
function describeBytes(bytes: number): string {
  return bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(1)} GB`
    : `${formatCount(Math.ceil(bytes / 1e6))} MB`;
}

function largestOf(parts: readonly MemoryPart[]): MemoryPart | undefined {
  return parts.reduce<MemoryPart | undefined>(
    (largest, part) => (largest === undefined || part.bytes > largest.bytes ? part : largest),
    undefined,
  );
}

/** The largest batch size with which all parts fit; 0 where none does. */
function fittingBatchSize(
  parts: readonly MemoryPart[],
  limit: number,
  { training, discriminator }: Pick<GanConfig, 'training' | 'discriminator'>,
): number {
  const growing = totalBytes(parts.filter(({ ofMinibatch }) => ofMinibatch));
  const fixed = totalBytes(parts) - growing;
  const fitting = Math.floor(((limit - fixed) / growing) * training.batchSize);
  const { packing } = discriminator;
  return Math.max(0, Math.floor(fitting / packing) * packing);
}

interface Excess {
  readonly severity: PlacedProblem['severity'];
  readonly parts: readonly MemoryPart[];
  readonly limit: number;
  /** What takes it, as the beginning of a sentence that goes on with "takes at least …". */
  readonly what: string;
  /** Whose memory it is, as a clause. */
  readonly where: string;
}

/** At the batch size where a smaller one helps, else at the layer that takes most. */
function excessProblem(
  { severity, parts, limit, what, where }: Excess,
  config: Pick<GanConfig, 'training' | 'discriminator'>,
): PlacedProblem {
  const largest = largestOf(parts);
  const fitting = fittingBatchSize(parts, limit, config);
  const takes = `${what} takes at least ${describeBytes(totalBytes(parts))} of memory`;
  const most = `${describeBytes(largest?.bytes ?? 0)} of it for ${largest?.what ?? ''}`;
  const usually =
    severity === 'warning'
      ? ' Usually it is two to three times as much, and a process that takes too much is ended.'
      : '';
  const message = `${takes}, ${most}; ${where}.${usually}`;
  const path = largest?.path ?? ['training', 'batchSize'];
  if (fitting === 0) {
    return { path, severity, message: `${message} Make this layer smaller.` };
  }
  return {
    path: ['training', 'batchSize'],
    orElse: path,
    severity,
    message: `${message} Set \`training.batchSize\` to ${formatCount(fitting)} at most, or make the layer smaller.`,
  };
}

function checkKernels({ kernels }: MemoryEstimate): Excess[] {
  if (totalBytes(kernels) <= KERNEL_LIMIT) return [];
  return [
    {
      severity: 'error',
      parts: kernels,
      limit: KERNEL_LIMIT,
      what: 'What the optimizers and the minibatch need',
      where: `the WebAssembly memory for it holds ${describeBytes(KERNEL_LIMIT)}`,
    },
  ];
}

function checkMachine(
  { kernels, activations, updated }: MemoryEstimate,
  batchSize: number,
  { total, free = total }: MachineMemory,
): Excess[] {
  const parts = [...kernels, ...activations];
  const least = totalBytes(parts);
  const most = Math.min(total, free);
  if (least * USUAL_FACTOR <= most) return [];
  const severity = least > most ? 'error' : 'warning';
  const has = `this machine has ${describeBytes(total)}`;
  return [
    {
      severity,
      parts,
      limit: severity === 'error' ? most : most / USUAL_FACTOR,
      what: `An update of the ${updated} with a minibatch of ${formatCount(batchSize)}`,
      where: free === total || least > total ? has : `${has}, ${describeBytes(free)} of it free`,
    },
  ];
}

/**
 * Compares the least that the config needs with what there is. The sections must be free of other errors.
 *
 * @param header what the files of the data say
 * @param machine undefined where it is not known which machine trains
 */
export function checkMemory(
  config: Partial<GanConfig>,
  header: DataHeader | undefined,
  machine: MachineMemory | undefined,
): PlacedProblem[] {
  const { data, generator, discriminator, training, device = 'auto' } = config;
  if (!data || !generator || !discriminator || !training) return [];
  const sections = { data, generator, discriminator, training };
  const estimate = estimateMemory(sections, header);
  if (estimate === undefined) return [];
  const onMachine =
    machine !== undefined && IN_MACHINE_MEMORY.includes(device)
      ? checkMachine(estimate, training.batchSize, machine)
      : [];
  // One is enough about the same batch size: an error, of two errors the one that asks for less.
  const rank = ({ severity, parts, limit }: Excess): number =>
    severity === 'error' ? fittingBatchSize(parts, limit, sections) : Infinity;
  const [excess] = [...onMachine, ...checkKernels(estimate)].sort((a, b) => rank(a) - rank(b));
  return excess === undefined ? [] : [excessProblem(excess, sections)];
}

/** PyTorch as a contestant: a process of its own that steps when told to. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { DataSet } from '../../src/engine/data/dataSet';
import type { NamedTensor } from '../../src/engine/trainer';
import type { GanConfig } from '../../src/config/ganConfig';
import { ROOT } from '../report';
import type { Contestant, Turn } from './contestant';
import { IMAGES, type TrainerContestant } from './ganStudio';

const SCRIPT = path.join(ROOT, 'bench/peers/pytorch.py');

/** Where PyTorch is installed once, outside of the repository. */
function environmentFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  return process.env['GAN_BENCH_PYTHON'] ?? path.join(cache, 'gan-studio/pytorch');
}

/** The Python that has PyTorch, or why there is none: one clause. */
export function findPyTorch(): string | { readonly missing: string } {
  const folder = environmentFolder();
  const python = path.join(folder, 'bin/python');
  const quiet = { stdio: 'ignore' } as const;
  try {
    execFileSync('python3', ['--version'], quiet);
  } catch {
    return { missing: 'there is no python3' };
  }
  try {
    execFileSync(python, ['-c', 'import torch'], quiet);
    return python;
  } catch {
    // Not installed yet.
  }
  if (fs.existsSync(folder)) {
    return {
      missing: `${folder} has no Python with it; without that folder it is installed there`,
    };
  }
  console.log(`Installing PyTorch in ${folder}, once …`);
  try {
    execFileSync('python3', ['-m', 'venv', folder], quiet);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'torch'], quiet);
    return python;
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    return { missing: `it cannot be installed: ${String(error).split('\n')[0]}` };
  }
}

export class PyTorchContestant implements Contestant {
  private readonly answers: AsyncIterator<string>;

  private constructor(
    private readonly child: ChildProcess,
    lines: Interface,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** As the process says: version, and what was fastest. */
  label = '';

  static async start(
    python: string,
    config: GanConfig,
    data: DataSet,
    threads: number,
  ): Promise<PyTorchContestant> {
    const spec = { config, sampleShape: data.sampleShape, images: IMAGES, threads };
    const child = spawn(python, [SCRIPT, JSON.stringify(spec)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
    });
    const contestant = new PyTorchContestant(child, createInterface({ input: child.stdout }));
    contestant.label = (await contestant.answer<{ label: string }>()).label;
    return contestant;
  }

  private async answer<T>(): Promise<T> {
    const next = await this.answers.next();
    if (next.done === true) throw new Error('The PyTorch process has ended.');
    return JSON.parse(next.value) as T;
  }

  private ask<T>(command: string): Promise<T> {
    this.child.stdin!.write(`${command}\n`);
    return this.answer<T>();
  }

  async run(steps: number): Promise<Turn> {
    const { seconds, processor } = await this.ask<{ seconds: number; processor: number }>(
      `run ${steps}`,
    );
    return { wall: (1000 * seconds) / steps, processor: (1000 * processor) / steps };
  }

  /** The losses of the step that `peer` takes next, computed here from the same parameters and inputs. */
  async checkAgainst(peer: TrainerContestant): Promise<void> {
    const parameters = peer.parameters();
    const expected = await peer.step();
    const tensors = [...parameters, ...peer.inputs('discriminator'), ...peer.inputs('generator')];
    const { losses } = await this.check(tensors);
    const wanted = [expected.discriminatorLoss, expected.generatorLoss];
    if (losses.some((loss, i) => !(Math.abs(loss / wanted[i]! - 1) < 1e-3))) {
      throw new Error(
        `The contestants do not compute the same: losses ${losses.join(', ')} and ${wanted.join(', ')}.`,
      );
    }
  }

  private async check(
    tensors: readonly NamedTensor[],
  ): Promise<{ readonly losses: readonly number[] }> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-bench-'));
    const file = path.join(folder, 'tensors');
    const header = `${JSON.stringify(tensors.map(({ name, shape }) => [name, shape]))}\n`;
    const bodies = tensors.map(({ data }) =>
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    );
    fs.writeFileSync(file, Buffer.concat([Buffer.from(header), ...bodies]));
    try {
      return await this.ask(`check ${file}`);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }

  close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.stdin!.end();
    return ended;
  }
}

/** The first record of a run: everything about it that is known before its first step. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { GanConfig } from '../config/ganConfig';
import { liveSettings } from '../engine/liveSettings';
import type { RunRecord } from '../protocol/runModel';
import { runId } from '../runs/runDirectory';
import { describeAlgorithm } from './describeAlgorithm';
import { describeConvention } from './describeConvention';
import { unmeasured } from './evaluation/unmeasured';
import type { PreparedTraining } from './prepareTraining';

const GIT_TIMEOUT_MS = 2000;

export async function newRecord(
  runDirectory: string,
  config: GanConfig,
  configPath: string | undefined,
  prepared: PreparedTraining,
): Promise<RunRecord> {
  const { training } = config;
  const { description, sampleShape, count, classes } = prepared.data;
  const now = new Date().toISOString();
  return {
    formatVersion: 1,
    id: runId(runDirectory),
    name: config.name ?? 'run',
    state: 'starting',
    step: 0,
    steps: training.steps,
    seed: training.seed,
    createdAt: now,
    updatedAt: now,
    host: hostname(),
    processId: process.pid,
    configPath,
    settings: liveSettings(config),
    device: prepared.device,
    data: {
      ...{ description, sampleShape, count, warnings: prepared.dataWarnings },
      heldOut: prepared.heldOut?.description,
    },
    ...(config.generator.conditioning && { classes: classes?.names }),
    equilibrium: prepared.equilibrium,
    parameters: prepared.trainer.parameters,
    convention: describeConvention(config),
    unmeasured: unmeasured(config, prepared),
    algorithm: describeAlgorithm(config),
    versions: await versions(),
    gitRevision: await gitRevision(configPath),
  };
}

export async function versions(): Promise<Record<string, string>> {
  const own = await versionIn(join(__dirname, '..', 'package.json'));
  const found: Record<string, string> = {
    ganStudio: own ?? 'unknown',
    node: process.versions.node,
  };
  try {
    const path = createRequire(__filename).resolve('onnxruntime-node/package.json');
    const onnxRuntime = await versionIn(path);
    if (onnxRuntime !== undefined) found['onnxruntime'] = onnxRuntime;
  } catch {
    // Not installed: the device report says so.
  }
  return found;
}

async function versionIn(packagePath: string): Promise<string | undefined> {
  try {
    const text = await readFile(packagePath, 'utf8');
    return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
}

async function gitRevision(configPath: string | undefined): Promise<string | undefined> {
  if (configPath === undefined) return undefined;
  try {
    const run = promisify(execFile);
    const { stdout } = await run('git', ['-C', dirname(configPath), 'rev-parse', 'HEAD'], {
      timeout: GIT_TIMEOUT_MS,
    });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { installCudaPackage, InstallError } from '../../../src/tensorflow/installCuda';
import { findPackage } from '../../../src/tensorflow/installedPackage';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { until } from '../../helpers/trainingRuns';

let workerPath = '';
beforeAll(async () => {
  workerPath = join(await buildPrograms(), 'worker.js');
});

/** A package under the name of TensorFlow's, small enough for npm to install it without a network. */
function packed(installScript: string, program: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'package'));
  const manifest = {
    name: '@tensorflow/tfjs-node-gpu',
    version: '4.22.0',
    scripts: { install: 'node install.js' },
  };
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package/install.js'), installScript);
  writeFileSync(join(folder, 'package/index.js'), program);
  execFileSync('tar', ['-czf', join(folder, 'packed.tgz'), '-C', folder, 'package']);
  return `file:${join(folder, 'packed.tgz')}`;
}

/** Stands in for TensorFlow's library, which computes on the CPU and says why not on a GPU. */
const withoutCuda = `
  const { MathBackendCPU } = require(${JSON.stringify(inRoot('node_modules/@tensorflow/tfjs-backend-cpu'))});
  const tf = require(${JSON.stringify(inRoot('node_modules/@tensorflow/tfjs-core'))});
  console.error("W dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: …");
  tf.registerBackend('tensorflow', () =>
    Object.assign(new MathBackendCPU(), {
      isGPUPackage: true, isUsingGpuDevice: false, binding: { TF_Version: '2.9.1' },
    }));
  tf.getKernelsForBackend('cpu').forEach((kernel) => tf.registerKernel({ ...kernel, backendName: 'tensorflow' }));
`;

/** A folder for the package in which something is installed already. */
function folderWithOld(): { readonly parent: string; readonly folder: string } {
  const parent = temporaryFolder();
  const folder = join(parent, 'tensorflow');
  mkdirSync(folder);
  writeFileSync(join(folder, 'old'), '');
  return { parent, folder };
}

function expectAsBefore({ parent, folder }: ReturnType<typeof folderWithOld>): void {
  expect(readdirSync(parent)).toEqual(['tensorflow']);
  expect(readdirSync(folder)).toEqual(['old']);
}

async function failureOf(installation: Promise<unknown>): Promise<InstallError> {
  const error: unknown = await installation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InstallError);
  return error as InstallError;
}

const system = 'linux-x64';

describe('installing the CUDA package', () => {
  test('replaces what was there, and says which libraries are missing', async () => {
    const { parent, folder } = folderWithOld();
    // Of a process that has ended long ago.
    mkdirSync(join(parent, 'tensorflow.installing-4194399-0123abcd'));
    const packageSpec = packed('', withoutCuda);
    const statuses: string[] = [];
    const onStatus = (message: string): void => void statuses.push(message);
    const installed = await installCudaPackage({
      folder,
      workerPath,
      packageSpec,
      system,
      onStatus,
    });
    expect(installed.label).toBe('TensorFlow 2.9.1, CPU');
    expect(installed.warnings[0]).toContain('libcudart.so.11.0 (CUDA 11.2)');
    expect(installed.warnings[1]).toContain('onnxruntime-webgpu');
    expect(statuses).toEqual([`Downloading ${packageSpec}`, 'Trying TensorFlow']);
    expect(readdirSync(parent)).toEqual(['tensorflow']);
    expect(existsSync(join(folder, 'old'))).toBe(false);
    expect(await findPackage([folder])).toMatchObject({ version: '4.22.0' });
  });

  test('that fails says why and leaves what was there', async () => {
    const place = folderWithOld();
    const packageSpec = packed(
      "throw new Error('getaddrinfo ENOTFOUND storage.googleapis.com');",
      '',
    );
    const { folder } = place;
    const error = await failureOf(installCudaPackage({ folder, workerPath, packageSpec, system }));
    expect(error.message).toContain('Nothing could be downloaded from storage.googleapis.com');
    expect(error.output).toContain('npm error');
    expectAsBefore(place);
  });

  test('that does not load is undone', async () => {
    const place = folderWithOld();
    const packageSpec = packed('', "throw new Error('libstdc++.so.6: version not found');");
    const { folder } = place;
    const error = await failureOf(installCudaPackage({ folder, workerPath, packageSpec, system }));
    expect(error.message).toContain('cannot be loaded on this machine: libstdc++.so.6: version');
    expectAsBefore(place);
  });

  test('that is canceled ends all that it has started, and leaves what was there', async () => {
    const place = folderWithOld();
    const marker = join(temporaryFolder(), 'pid');
    const packageSpec = packed(
      `require('fs').writeFileSync(${JSON.stringify(marker)}, String(process.pid)); setInterval(() => 0, 1000);`,
      '',
    );
    const controller = new AbortController();
    const { folder } = place;
    const { signal } = controller;
    const installation = installCudaPackage({ folder, workerPath, packageSpec, system, signal });
    const failure = failureOf(installation);
    const pid = await until(
      async () => existsSync(marker) && Number(readFileSync(marker, 'utf8')),
      'the installation script',
    );
    controller.abort();
    expect((await failure).message).toBe('The installation was canceled. Nothing of it is left.');
    expectAsBefore(place);
    await until(async () => !isAlive(pid), 'the end of the installation script');
  });

  test('is refused where the package has no library', async () => {
    const folder = join(temporaryFolder(), 'tensorflow');
    const error = await failureOf(
      installCudaPackage({ folder, workerPath, system: 'darwin-arm64' }),
    );
    expect(error.message).toMatch(/this is darwin-arm64\..*onnxruntime-webgpu/);
  });
});

test('without npm it says where to get it', async () => {
  const parent = temporaryFolder();
  const before = process.env['PATH'];
  process.env['PATH'] = parent;
  try {
    const folder = join(parent, 'tensorflow');
    const error = await failureOf(installCudaPackage({ folder, workerPath, system }));
    expect(error.message).toContain('npm is not on the PATH');
    expect(readdirSync(parent)).toEqual([]);
  } finally {
    process.env['PATH'] = before;
  }
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

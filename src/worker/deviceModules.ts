/** Finds out what this machine can train on. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DeviceModules } from '../engine/executors/candidates';

export async function findDeviceModules(): Promise<DeviceModules> {
  return {
    onnxRuntime: await loadOnnxRuntime(),
    webgpu: await findAdapter(),
    tensorflow: { missing: 'this version does not load @tensorflow/tfjs-node yet' },
    cores: availableParallelism(),
  };
}

async function loadOnnxRuntime(): Promise<DeviceModules['onnxRuntime']> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { missing: `onnxruntime-node cannot be loaded on ${platform()}-${arch()}: ${line}` };
  }
}

/** ONNX Runtime does not tell the adapter that it would take, so the system is asked. */
async function findAdapter(): Promise<DeviceModules['webgpu']> {
  const forced = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (forced !== undefined && /swiftshader|lvp|llvmpipe/i.test(forced)) {
    return { adapter: /swiftshader/i.test(forced) ? 'SwiftShader' : 'llvmpipe' };
  }
  if (platform() === 'darwin') return { adapter: 'the GPU of this Mac' };
  const adapter = platform() === 'win32' ? await windowsAdapter() : await linuxAdapter();
  return adapter === undefined ? { missing: 'the system shows no GPU' } : { adapter };
}

async function windowsAdapter(): Promise<string | undefined> {
  const script = '(Get-CimInstance Win32_VideoController).Name';
  try {
    const run = promisify(execFile);
    const { stdout } = await run('powershell', ['-NoProfile', '-Command', script], {
      timeout: 10_000,
    });
    return stdout.split(/\r?\n/).find((name) => name !== '');
  } catch {
    return undefined;
  }
}

const vendors: Readonly<Record<string, string>> = {
  '0x10de': 'NVIDIA GPU',
  '0x1002': 'AMD GPU',
  '0x8086': 'Intel GPU',
};

async function linuxAdapter(): Promise<string | undefined> {
  const nvidia = '/proc/driver/nvidia/gpus';
  for (const gpu of await namesIn(nvidia)) {
    const information = await textOf(join(nvidia, gpu, 'information'));
    const model = /^Model:\s*(.+)$/m.exec(information)?.[1];
    if (model !== undefined) return model;
  }
  const cards = '/sys/class/drm';
  for (const card of await namesIn(cards)) {
    if (!/^card\d+$/.test(card)) continue;
    const vendor = vendors[(await textOf(join(cards, card, 'device/vendor'))).trim()];
    if (vendor !== undefined) return vendor;
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

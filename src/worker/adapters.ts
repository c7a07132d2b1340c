/** Finds out what the GPU providers of ONNX Runtime would compute on. It does not tell itself, so the system is asked. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PROVIDERS, type ProviderDevice } from '../engine/executors/candidates';

/** What `listSupportedBackends` of onnxruntime-node says of a provider. */
export interface SupportedBackend {
  readonly name: string;
  /** Its code lies in onnxruntime-node; else in a library that must be there besides. */
  readonly bundled: boolean;
}

type Adapter = { readonly adapter: string } | { readonly missing: string };

/** Those of which onnxruntime-node knows on this system. */
export function existingProviders(supported: readonly SupportedBackend[]): ProviderDevice[] {
  const devices = Object.keys(PROVIDERS) as ProviderDevice[];
  return devices.filter((device) => supported.some(({ name }) => name === PROVIDERS[device]));
}

export async function findAdapter(
  device: ProviderDevice,
  supported: readonly SupportedBackend[],
): Promise<Adapter> {
  const backend = supported.find(({ name }) => name === PROVIDERS[device]);
  if (backend === undefined) {
    return { missing: `onnxruntime-node has no such provider on ${platform()}-${arch()}` };
  }
  switch (device) {
    case 'onnxruntime-cuda':
      return cudaAdapter(backend);
    case 'onnxruntime-directml':
      return named(await windowsAdapter(), 'the system shows no GPU');
    case 'onnxruntime-coreml':
      return { adapter: 'this Mac' };
    case 'onnxruntime-webgpu':
      return webgpuAdapter();
  }
}

function named(adapter: string | undefined, missing: string): Adapter {
  return adapter === undefined ? { missing } : { adapter };
}

async function cudaAdapter({ bundled, name }: SupportedBackend): Promise<Adapter> {
  const model = await nvidiaModel();
  if (model !== undefined && !bundled && !hasLibrary(name)) {
    return {
      missing: `${model} is there, but libonnxruntime_providers_${name}.so is not beside the library of onnxruntime-node (the package Microsoft.ML.OnnxRuntime.Gpu.Linux on NuGet has it; it needs CUDA 12 and cuDNN 9)`,
    };
  }
  return named(model, 'the system shows no NVIDIA GPU');
}

/** ONNX Runtime looks for the libraries of its providers beside its own. */
function hasLibrary(provider: string): boolean {
  const root = dirname(createRequire(__filename).resolve('onnxruntime-node/package.json'));
  const folder = join(root, 'bin', 'napi-v6', platform(), arch());
  return ['shared', provider].every((name) =>
    existsSync(join(folder, `libonnxruntime_providers_${name}.so`)),
  );
}

async function webgpuAdapter(): Promise<Adapter> {
  switch (platform()) {
    case 'darwin':
      return { adapter: 'the GPU of this Mac' };
    case 'win32':
      return named(await windowsAdapter(), 'the system shows no GPU');
    default:
      return vulkanAdapter();
  }
}

/** Manifests of Vulkan drivers that compute on the CPU, by what their file names contain. */
const SOFTWARE_DRIVERS = { swiftshader: 'SwiftShader', lvp: 'llvmpipe', llvmpipe: 'llvmpipe' };

function softwareDriver(manifest: string): string | undefined {
  const name = manifest.toLowerCase();
  return Object.entries(SOFTWARE_DRIVERS).find(([part]) => name.includes(part))?.[1];
}

/** WebGPU is Vulkan here: without a driver for the GPU it would take a program that plays one. */
async function vulkanAdapter(): Promise<Adapter> {
  const drivers = await vulkanDrivers();
  const hardware = drivers.filter((driver) => softwareDriver(driver) === undefined);
  const [software] = drivers.map(softwareDriver).filter((name) => name !== undefined);
  if (hardware.length === 0 && software !== undefined) return { adapter: software };
  const gpu = (await nvidiaModel()) ?? (await cardVendor());
  if (gpu === undefined) {
    return software === undefined ? { missing: 'the system shows no GPU' } : { adapter: software };
  }
  return hardware.length === 0
    ? { missing: `there is no Vulkan driver for ${gpu}` }
    : { adapter: gpu };
}

/** Manifests of the installed Vulkan drivers, where the loader looks for them. */
async function vulkanDrivers(): Promise<string[]> {
  const forced = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (forced !== undefined) return forced.split(':').filter((path) => path !== '');
  const folders = ['/etc', '/usr/local/etc', '/usr/local/share', '/usr/share'].map((root) =>
    join(root, 'vulkan/icd.d'),
  );
  const found = await Promise.all(folders.map(namesIn));
  return found.flat().filter((name) => name.endsWith('.json'));
}

async function windowsAdapter(): Promise<string | undefined> {
  const script = '(Get-CimInstance Win32_VideoController).Name';
  try {
    const run = promisify(execFile);
    const { stdout } = await run('powershell', ['-NoProfile', '-Command', script], {
      timeout: 10_000,
    });
    const names = stdout.split(/\r?\n/).filter((name) => name !== '');
    // Remote sessions and machines without a driver have adapters of Microsoft's that are no GPUs.
    return names.find((name) => !name.startsWith('Microsoft')) ?? names[0];
  } catch {
    return undefined;
  }
}

async function nvidiaModel(): Promise<string | undefined> {
  const folder = '/proc/driver/nvidia/gpus';
  for (const gpu of await namesIn(folder)) {
    const information = await textOf(join(folder, gpu, 'information'));
    const model = /^Model:\s*(.+)$/m.exec(information)?.[1];
    if (model !== undefined) return model;
  }
  return undefined;
}

const vendors: Readonly<Record<string, string>> = {
  '0x10de': 'NVIDIA GPU',
  '0x1002': 'AMD GPU',
  '0x8086': 'Intel GPU',
};

async function cardVendor(): Promise<string | undefined> {
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

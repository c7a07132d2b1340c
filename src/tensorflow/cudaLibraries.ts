/**
 * What TensorFlow's CUDA builds need of a machine.
 *
 * TensorFlow 2.5 to 2.11 were built with CUDA 11.2 and cuDNN 8.1: "Tested build configurations", GPU,
 * https://www.tensorflow.org/install/source#gpu. The driver is the oldest for CUDA 11:
 * https://docs.nvidia.com/deploy/cuda-compatibility, table of minor version compatibility.
 */

/** Systems with a CUDA library: ALL_SUPPORTED_COMBINATION in scripts/deps-constants.js of the package. */
export const CUDA_SYSTEMS: readonly string[] = ['linux-x64', 'win32-x64'];

/** The libraries of one product of NVIDIA's. */
interface Product {
  /** With the version that the build wants. */
  readonly name: string;
  readonly libraries: RegExp;
}

const PRODUCTS: readonly Product[] = [
  {
    name: 'CUDA 11.2',
    libraries: /^(lib)?(cudart|cublas|cublasLt|cufft|curand|cusolver|cusparse)/,
  },
  { name: 'cuDNN 8.1', libraries: /^(lib)?cudnn/ },
  { name: 'an NVIDIA driver (450.80.02 or later)', libraries: /^(libcuda\.so|nvcuda\.dll)/ },
];

/** Computes faster where it is there, and nothing is lost without it. */
const OPTIONAL = /^(lib)?nvinfer/;

const MINOR_VERSIONS = { first: 5, last: 11 };

/** Whether `PRODUCTS` are those of a version of TensorFlow's library. */
function isKnown(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return (
    major === 2 &&
    minor !== undefined &&
    minor >= MINOR_VERSIONS.first &&
    minor <= MINOR_VERSIONS.last
  );
}

/** Names of the libraries that TensorFlow says it could not load, each once. */
export function missingLibraries(warnings: string): string[] {
  const found = [...warnings.matchAll(/Could not load dynamic library '([^']+)'/g)].flatMap(
    ([, library]) => (library === undefined || OPTIONAL.test(library) ? [] : [library]),
  );
  return [...new Set(found)];
}

/** "libcudnn.so.8 (cuDNN 8.1)", one product after the other. */
function describeMissing(libraries: readonly string[]): string {
  const groups = PRODUCTS.flatMap(({ name, libraries: pattern }) => {
    const own = libraries.filter((library) => pattern.test(library));
    return own.length === 0 ? [] : [`${own.join(', ')} (${name})`];
  });
  const others = libraries.filter(
    (library) => !PRODUCTS.some(({ libraries: pattern }) => pattern.test(library)),
  );
  return [...groups, ...others].join(' and ');
}

/** One sentence or two: why the CUDA package computes on the CPU, as TensorFlow has said it, and what would fit. */
export function gpuObstacle(version: string, warnings: string): string {
  const libraries = missingLibraries(warnings);
  const start = 'The CUDA package of TensorFlow computes on the CPU, not on a GPU';
  if (libraries.length === 0) return `${start}: TensorFlow finds none it can use.`;
  if (!isKnown(version)) {
    return `${start}: it needs ${libraries.join(', ')}, which this machine does not have.`;
  }
  return `${start}: it needs ${describeMissing(libraries)}, which this machine does not have. TensorFlow ${version} was built for just these versions, and CUDA 12 and cuDNN 9 do not serve it. Once they are there, the next run computes on the GPU.`;
}

/** What else computes on a GPU, as a sentence that begins with `lead`. */
export function otherGpuDevices(lead: string): string {
  return `${lead}, \`"device": "onnxruntime-webgpu"\` computes on any GPU that has a driver for Vulkan, Direct3D 12 or Metal, and \`"onnxruntime-cuda"\` with CUDA 12 and cuDNN 9: GAN: Show Devices or \`gan devices\` says what is there.`;
}

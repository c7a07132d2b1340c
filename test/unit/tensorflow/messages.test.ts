import { describe, expect, test } from 'vitest';
import { gpuObstacle, missingLibraries } from '../../../src/tensorflow/cudaLibraries';
import { npmFailure } from '../../../src/tensorflow/npmFailure';

/** What TensorFlow 2.9.1 prints, as in https://github.com/tensorflow/tensorflow/issues/74459. */
function couldNotLoad(library: string): string {
  return `2024-08-24 15:40:49.279326: W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic library '${library}'; dlerror: ${library}: cannot open shared object file: No such file or directory\n`;
}

describe('libraries of CUDA', () => {
  test('are named once each, without those that nothing depends on', () => {
    const warnings = ['libcudart.so.11.0', 'libnvinfer.so.7', 'libcudnn.so.8', 'libcudart.so.11.0']
      .map(couldNotLoad)
      .join('');
    expect(missingLibraries(warnings)).toEqual(['libcudart.so.11.0', 'libcudnn.so.8']);
  });

  test('are told with the product and the version that they belong to', () => {
    const warnings = ['libcublasLt.so.11', 'libcudnn.so.8', 'libcuda.so.1'].map(couldNotLoad);
    const text = gpuObstacle('2.9.1', warnings.join(''));
    expect(text).toContain(
      'libcublasLt.so.11 (CUDA 11.2) and libcudnn.so.8 (cuDNN 8.1) and libcuda.so.1 (an NVIDIA driver (450.80.02 or later))',
    );
  });

  test('on Windows have other names', () => {
    const text = gpuObstacle(
      '2.9.1',
      ['cudart64_110.dll', 'cudnn64_8.dll'].map(couldNotLoad).join(''),
    );
    expect(text).toContain('cudart64_110.dll (CUDA 11.2) and cudnn64_8.dll (cuDNN 8.1)');
  });

  test('of another TensorFlow are named, and no version is claimed', () => {
    const text = gpuObstacle('2.15.1', couldNotLoad('libcudart.so.12'));
    expect(text).toContain('libcudart.so.12');
    expect(text).not.toMatch(/CUDA 1\d\.\d/);
  });
});

describe('a failure of npm', () => {
  test.each([
    // Printed by the installation script of the package where its host is not known.
    [
      "Error: getaddrinfo ENOTFOUND storage.googleapis.com\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)\nEmitted 'error' event on ClientRequest instance at:\nnpm error code 1\nnpm error A complete log of this run can be found in: /home/me/.npm/_logs/debug-0.log",
      /from storage\.googleapis\.com: its address is not known here\..*HTTPS_PROXY/,
    ],
    [
      'npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write',
      /disk is full/,
    ],
    ['Error: connect ECONNREFUSED 127.0.0.1:443', /broke off \(ECONNREFUSED, 127\.0\.0\.1:443\)/],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    [
      'npm error code E404\nnpm error 404 Not Found',
      /registry does not give out the package \(E404\)/,
    ],
    [
      'gyp ERR! find Python\nnode-pre-gyp install failed with error: Error',
      /Python 3 and a C\+\+ compiler/,
    ],
    [
      'npm error Something new here\nnpm error enoent\nnpm error A complete log of this run',
      /^npm failed: npm error Something new here$/,
    ],
    ['', /^npm failed: npm said nothing\.$/],
  ])('is explained: %#', (output, expected) => {
    expect(npmFailure(output)).toMatch(expected);
  });
});

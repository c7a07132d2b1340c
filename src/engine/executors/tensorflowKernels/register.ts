/** Puts right the kernels that TensorFlow's backend lacks, or has only in part. */
import * as tf from '@tensorflow/tfjs-core';
import { composedKernel } from './composition';
import { CONVOLUTIONS } from './convolutions';
import { maxPoolWithArgmax, POOLING } from './pooling';

export const TENSORFLOW_BACKEND = 'tensorflow';

const ARGMAX = 'MaxPoolWithArgmax';

const replaced = new WeakSet<tf.KernelFunc>();

/** To be called with the backend registered; again, it changes nothing. */
export function registerTensorflowKernels(): void {
  for (const [kernelName, composition] of Object.entries({ ...CONVOLUTIONS, ...POOLING })) {
    const registered = tf.getKernel(kernelName, TENSORFLOW_BACKEND);
    if (replaced.has(registered.kernelFunc)) continue;
    const kernelFunc = composedKernel(registered.kernelFunc, composition);
    replaced.add(kernelFunc);
    tf.unregisterKernel(kernelName, TENSORFLOW_BACKEND);
    tf.registerKernel({ ...registered, kernelFunc });
  }
  if ((tf.getKernel(ARGMAX, TENSORFLOW_BACKEND) as tf.KernelConfig | undefined) !== undefined)
    return;
  tf.registerKernel({
    kernelName: ARGMAX,
    backendName: TENSORFLOW_BACKEND,
    kernelFunc: maxPoolWithArgmax,
  });
}

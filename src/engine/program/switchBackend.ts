import * as tf from '@tensorflow/tfjs-core';

/**
 * Makes a TensorFlow.js backend the active one, at once: the promise that TensorFlow.js gives is for backends that
 * have to start first.
 * @throws Error when the backend is not ready
 */
export function switchBackend(backend: string): void {
  void tf.setBackend(backend);
  if (tf.getBackend() !== backend) {
    throw new Error(`The TensorFlow.js backend "${backend}" is not ready.`);
  }
}

/**
 * Derivatives of the TensorFlow.js kernels that programs use. TensorFlow.js has them in a module that only its
 * umbrella package loads, browser backends and all. These here are made of kernels that have derivatives of their own,
 * so that a penalty on a gradient can be differentiated.
 */
import * as tf from '@tensorflow/tfjs-core';
import { arithmeticGradients } from './gradients/arithmetic';
import { convolutionGradients } from './gradients/convolution';
import { elementaryGradients } from './gradients/elementary';
import { layoutGradients } from './gradients/layout';
import { poolingGradients } from './gradients/pooling';
import { reductionGradients } from './gradients/reductions';

const gradients: readonly tf.GradConfig[] = [
  ...arithmeticGradients,
  ...elementaryGradients,
  ...reductionGradients,
  ...layoutGradients,
  ...convolutionGradients,
  ...poolingGradients,
];

/**
 * Makes the derivatives known to TensorFlow.js, in place of those it may know: a package that brings TensorFlow.js along
 * registers its own as it is loaded, and not all of them can be differentiated again.
 */
export function registerGradients(): void {
  for (const config of gradients) tf.registerGradient(config);
}

/** What a classifier is trained on: its loss, and the gradient of it, as a pure function. */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../program/network';
import { stopGradient } from '../program/stopGradient';

/**
 * Mean over the rows of −log softmax(logits)[class], nats; at least 0, log(classes) for equal logits. Computed from
 * differences to the largest logit, so that nothing overflows.
 *
 * @param logits [rows, classes]
 * @param targets [rows, classes], 1 at the class of the row and 0 elsewhere
 */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const shifted = tf.sub(logits, stopGradient(tf.max(logits, 1, true)));
  const normalizer = tf.log(tf.sum(tf.exp(shifted), 1));
  return tf.mean(tf.sub(normalizer, tf.sum(tf.mul(targets, shifted), 1)));
}

/** Tensors of one minibatch. */
export interface ClassifierInputs {
  /** [rows, input size] */
  readonly samples: tf.Tensor;
  /** [rows, classes], see `crossEntropy`. */
  readonly targets: tf.Tensor;
  /** In the order of the network's draws. */
  readonly draws: readonly tf.Tensor[];
}

/** Loss, [], and its gradients in the order of the network's parameters. */
export function classifierGradients(
  network: Network,
  parameters: readonly tf.Tensor[],
  { samples, targets, draws }: ClassifierInputs,
): { readonly loss: tf.Tensor; readonly gradients: readonly tf.Tensor[] } {
  const { value, grads } = tf.valueAndGrads((...own: tf.Tensor[]) => {
    const { output } = network.train(samples, { parameters: own, statistics: [], draws });
    return crossEntropy(output, targets);
  })([...parameters]);
  return { loss: value, gradients: grads };
}

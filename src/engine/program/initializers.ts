import type { BiasInitializerConfig } from '../../config/ganConfig';
import type { StreamName, Streams } from '../random/streams';
import { orthogonalize } from './orthogonal';

/** What an initializer needs to know of the tensor it fills. */
export interface InitializedTensor {
  readonly initializer: BiasInitializerConfig;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly shape: readonly number[];
}

/** Half the width of U(−r, r), or the standard deviation of N(0, s²), that an initializer draws from. */
function scaleOf({ initializer, fanIn, fanOut }: InitializedTensor): number {
  switch (initializer.name) {
    case 'glorotUniform':
      // Glorot & Bengio 2010, equation 16.
      return Math.sqrt(6 / (fanIn + fanOut));
    case 'glorotNormal':
      return Math.sqrt(2 / (fanIn + fanOut));
    case 'heNormal':
      // He et al. 2015, equation 10.
      return Math.sqrt(2 / fanIn);
    case 'heUniform':
      return Math.sqrt(6 / fanIn);
    case 'lecunNormal':
      return Math.sqrt(1 / fanIn);
    case 'normal':
      return initializer.standardDeviation;
    case 'uniform':
      return initializer.range;
    case 'orthogonal':
    case 'constant':
    case 'dataMarginals':
      return 1;
  }
}

/** How near to 0 and 1 a mean may be, so that its logit stays finite: ±16.1 (pylearn2, `init_sigmoid_bias_from_marginals`). */
const MARGINAL_MARGIN = 1e-7;

/** log(m / (1 − m)) of each mean. */
export function marginalBias(means: ArrayLike<number>, target: Float32Array): void {
  if (means.length !== target.length) {
    throw new RangeError(
      `There are ${target.length} biases for ${means.length} values of the data.`,
    );
  }
  for (let i = 0; i < target.length; i++) {
    const mean = Math.min(1 - MARGINAL_MARGIN, Math.max(MARGINAL_MARGIN, means[i]));
    target[i] = Math.log(mean / (1 - mean));
  }
}

/**
 * Writes the initial values of one tensor.
 * @param index number of the tensor in its network, which decides its random numbers
 * @param dataMeans answers the mean of each value of a sample, for `dataMarginals`
 */
export function initialize(
  tensor: InitializedTensor,
  streams: Streams,
  stream: StreamName,
  index: number,
  target: Float32Array,
  dataMeans?: () => ArrayLike<number>,
): void {
  const { initializer, shape } = tensor;
  const scale = scaleOf(tensor);
  switch (initializer.name) {
    case 'glorotUniform':
    case 'heUniform':
    case 'uniform':
      streams.fillUniform(stream, index, target, -scale, scale);
      return;
    case 'glorotNormal':
    case 'heNormal':
    case 'lecunNormal':
    case 'normal': {
      const mean = initializer.name === 'normal' ? initializer.mean : 0;
      streams.fillNormal(stream, index, target);
      for (let i = 0; i < target.length; i++) target[i] = mean + scale * target[i];
      return;
    }
    case 'orthogonal':
      streams.fillNormal(stream, index, target);
      orthogonalize(target, shape[0], initializer.gain);
      return;
    case 'constant':
      target.fill(initializer.value);
      return;
    case 'dataMarginals':
      if (dataMeans === undefined) throw new Error('The data has no mean to start a bias from.');
      marginalBias(dataMeans(), target);
  }
}

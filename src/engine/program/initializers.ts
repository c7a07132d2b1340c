import type { InitializerConfig } from '../../config/ganConfig';
import type { StreamName, Streams } from '../random/streams';

/** What an initializer needs to know of the tensor it fills. */
export interface InitializedTensor {
  readonly initializer: InitializerConfig;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Half the width of U(−r, r), or the standard deviation of N(0, s²), that an initializer draws from. */
function scaleOf({ initializer, fanIn, fanOut }: InitializedTensor): number {
  switch (initializer.name) {
    case 'glorotUniform':
      // Glorot & Bengio 2010, equation 16.
      return Math.sqrt(6 / (fanIn + fanOut));
    case 'heNormal':
      // He et al. 2015, equation 10.
      return Math.sqrt(2 / fanIn);
    case 'normal':
      return initializer.standardDeviation;
    case 'uniform':
      return initializer.range;
    case 'constant':
      return 0;
  }
}

/**
 * Writes the initial values of one tensor.
 * @param index number of the tensor in its network, which decides its random numbers
 */
export function initialize(
  tensor: InitializedTensor,
  streams: Streams,
  stream: StreamName,
  index: number,
  target: Float32Array,
): void {
  const scale = scaleOf(tensor);
  switch (tensor.initializer.name) {
    case 'glorotUniform':
    case 'uniform':
      streams.fillUniform(stream, index, target, -scale, scale);
      return;
    case 'heNormal':
    case 'normal':
      streams.fillNormal(stream, index, target);
      for (let i = 0; i < target.length; i++) target[i] *= scale;
      return;
    case 'constant':
      target.fill(tensor.initializer.value);
  }
}

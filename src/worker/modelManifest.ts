/** `manifest.json` of a saved model: what somebody needs who uses the files without this program. */
import { createHash } from 'node:crypto';
import type { DataConfig, GanConfig } from '../config/ganConfig';
import { sizeOf } from '../config/networkShape';
import { isImageData } from '../config/sampleShape';
import { imageValueRange } from '../engine/data/images';
import { playerOf } from '../engine/executors/graphs';
import { LATENT_PRIORS } from '../engine/program/latents';
import { NETWORK_ENDS } from '../engine/savableNetworks';
import type { NetworkName, SavableNetworks } from '../engine/trainer';

const DESCRIPTIONS: Readonly<Record<NetworkName, string>> = {
  generator: 'G(z): a sample for each latent vector.',
  generatorEma: 'G(z) with the moving average of its parameters; the pictures in samples/ show it.',
  discriminator: 'The logit a(x) for each sample; D(x) = 1 / (1 + exp(-a(x))).',
};

const CONVENTIONS = {
  type: 'Everything is float32; dropout is off.',
  samples: 'A row holds one sample of `sample.shape`, row-major.',
  dense: 'x · weights + bias with weights [in, out]: the transpose of a weight of torch.nn.Linear.',
  maxout:
    'max over pieces p of x · weights + bias; column p · units + u of the weights is piece p of unit u.',
  names: '<network>/<index in layers>/weights and <network>/<index in layers>/bias.',
};

/** File names of a network's model and of its parameters. */
export function networkFiles(network: NetworkName): { onnx: string; safetensors: string } {
  const name = network === 'generatorEma' ? 'generator-ema' : network;
  return { onnx: `${name}.onnx`, safetensors: `${name}.safetensors` };
}

/** What a saved model has to say besides its networks. */
export interface ModelFacts {
  readonly config: GanConfig;
  /** Shape of one sample: [channels, height, width] of an image, [n] of a point. */
  readonly sampleShape: readonly number[];
  /** Names of the classes that the networks are told; absent if they are told none. */
  readonly classes: readonly string[] | undefined;
}

export interface ManifestParts extends ModelFacts {
  readonly networks: SavableNetworks;
  /** What lies beside the manifest. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** The same for the same networks, to the byte. */
export function modelManifest(parts: ManifestParts): string {
  const { networks, config, sampleShape, classes, contents } = parts;
  const { generator, training, data } = config;
  const sampleSize = sizeOf(sampleShape);
  const sizes = { latent: generator.latent.dimension, sample: sampleSize, logit: 1 };
  const manifest = {
    formatVersion: 1,
    step: networks.step,
    seed: training.seed,
    networks: networks.networks.map((name) => describeNetwork(name, sizes, classes)),
    latent: describeLatents(generator.latent),
    ...(classes && { classes: describeClasses(classes) }),
    sample: { shape: sampleShape, valueRange: valueRange(data, sampleSize) },
    conventions: CONVENTIONS,
    files: [...contents].map(([file, bytes]) => ({
      file,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
    config,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function describeNetwork(
  name: NetworkName,
  sizes: Readonly<Record<string, number>>,
  classes: readonly string[] | undefined,
): object {
  const { input, classes: classInput, output } = NETWORK_ENDS[playerOf(name)];
  return {
    name,
    description: DESCRIPTIONS[name],
    ...networkFiles(name),
    input: { name: input, shape: ['batch', sizes[input]] },
    ...(classes && { classInput: { name: classInput, shape: ['batch'], type: 'int64' } }),
    output: { name: output, shape: ['batch', sizes[output]] },
  };
}

function describeLatents({ dimension, distribution }: GanConfig['generator']['latent']): object {
  return {
    dimension,
    distribution,
    ...LATENT_PRIORS[distribution],
    draw:
      distribution === 'normal'
        ? 'Each entry on its own from N(0, 1), as torch.randn draws.'
        : 'Each entry on its own from U(−√3, √3), variance 1.',
  };
}

function describeClasses(names: readonly string[]): object {
  return {
    count: names.length,
    names,
    use: `Both networks also take \`class\`, int64 [batch]: for each row the place of its class in \`names\`, 0 to ${names.length - 1}.`,
    draw: 'While training, classes of generated samples are drawn with the shares they have in the data.',
  };
}

/** The values that stand for black and white; null where samples are points without bounds. */
function valueRange(data: DataConfig, sampleSize: number): readonly [number, number] | null {
  return isImageData(data) ? imageValueRange(data, sampleSize) : null;
}

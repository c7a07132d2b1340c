/** The config definition as a JSON Schema: completion, hover and checks of the editor, and the words of our messages. */
import * as z from 'zod';
import { ganConfigSchema } from './ganConfig';

/** The part of draft-07, with VS Code's extensions, that the config needs. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  markdownDescription?: string;
  markdownEnumDescriptions?: readonly string[];
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  patternErrorMessage?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  enum?: string[];
  const?: string;
  default?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
  defaultSnippets?: readonly Snippet[];
  /** Where completion lists the property. */
  suggestSortText?: string;
  allowComments?: boolean;
  allowTrailingCommas?: boolean;
}

interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

const LAYER_SNIPPETS: readonly Snippet[] = [
  {
    label: 'dense',
    description: 'Fully connected layer.',
    body: { type: 'dense', units: '^${1:128}', activation: '${2:relu}' },
  },
  {
    label: 'dense, leakyRelu',
    description: 'Fully connected layer, as discriminators use it.',
    body: {
      type: 'dense',
      units: '^${1:128}',
      activation: 'leakyRelu',
      negativeSlope: '^${2:0.2}',
    },
  },
  {
    label: 'dense, one logit',
    description: 'The last layer of a discriminator.',
    body: { type: 'dense', units: 1 },
  },
  {
    label: 'conv2d',
    description: 'Convolution, as DCGAN discriminators use it.',
    body: {
      type: 'conv2d',
      filters: '^${1:64}',
      kernelSize: '^${2:4}',
      stride: '^${3:2}',
      activation: 'leakyRelu',
    },
  },
  {
    label: 'convTranspose2d',
    description: 'Transposed convolution, as DCGAN generators use it.',
    body: {
      type: 'convTranspose2d',
      filters: '^${1:64}',
      kernelSize: '^${2:4}',
      stride: '^${3:2}',
    },
  },
  {
    label: 'upsample2d',
    description: 'Repeats pixels; put a conv2d after it.',
    body: { type: 'upsample2d', factor: '^${1:2}' },
  },
  {
    label: 'batchNorm',
    description: 'Batch normalisation.',
    body: { type: 'batchNorm' },
  },
  {
    label: 'layerNorm',
    description: 'Layer normalisation, which goes with gradient penalties.',
    body: { type: 'layerNorm' },
  },
  {
    label: 'residual',
    description: 'Residual block.',
    body: { type: 'residual', layers: ['$1'] },
  },
  {
    label: 'reshape',
    description: 'Makes an image [channels, height, width] of a row of values.',
    body: { type: 'reshape', shape: ['^${1:128}', '^${2:7}', '^${3:7}'] },
  },
  {
    label: 'gaussianNoise',
    description: 'Adds noise while training.',
    body: { type: 'gaussianNoise', standardDeviation: '^${1:0.1}' },
  },
  {
    label: 'maxout',
    description: 'The largest of several linear pieces per unit.',
    body: { type: 'maxout', units: '^${1:240}', pieces: '^${2:5}' },
  },
  {
    label: 'dropout',
    description: 'Zeroes inputs at random while training.',
    body: { type: 'dropout', rate: '^${1:0.5}' },
  },
  {
    label: 'activation',
    description: 'An activation on its own.',
    body: { type: 'activation', activation: '${1:relu}' },
  },
];

const LOSS_SNIPPETS: readonly Snippet[] = [
  {
    label: 'nonSaturating',
    description: 'The log loss with a strong gradient for the generator.',
    body: { name: 'nonSaturating' },
  },
  {
    label: 'nonSaturating, smoothed',
    description: 'One-sided label smoothing (Salimans et al. 2016).',
    body: { name: 'nonSaturating', realLabel: '^${1:0.9}' },
  },
  { label: 'minimax', description: 'The game of the theory.', body: { name: 'minimax' } },
  { label: 'leastSquares', description: 'LSGAN.', body: { name: 'leastSquares' } },
  { label: 'hinge', description: 'As in SNGAN.', body: { name: 'hinge' } },
  {
    label: 'wasserstein',
    description: 'WGAN: add a gradient penalty or weight clipping.',
    body: { name: 'wasserstein' },
  },
];

const OPTIMIZER_SNIPPETS: readonly Snippet[] = [
  {
    label: 'adam',
    description: 'Adam with the settings of Radford et al. 2016.',
    body: { name: 'adam', learningRate: '^${1:0.0002}', beta1: '^${2:0.5}' },
  },
  {
    label: 'adamW',
    description: 'Adam with weight decay beside the gradient.',
    body: {
      name: 'adamW',
      learningRate: '^${1:0.0002}',
      beta1: '^${2:0.5}',
      weightDecay: '^${3:0.01}',
    },
  },
  {
    label: 'sgd',
    description: 'Gradient descent with momentum, as in Goodfellow et al. 2014.',
    body: { name: 'sgd', learningRate: '^${1:0.1}', momentum: '^${2:0.5}' },
  },
  {
    label: 'rmsProp',
    description: 'RMSProp with the settings of the WGAN (Arjovsky et al. 2017).',
    body: { name: 'rmsProp', learningRate: '^${1:0.00005}' },
  },
];

const AUGMENTATION_SNIPPETS: readonly Snippet[] = [
  {
    label: 'translation, cutout',
    description: 'For sets of a hundred to a few thousand images; colours stay.',
    body: ['translation', 'cutout'],
  },
  {
    label: 'colour, translation, cutout',
    description: 'All changes.',
    body: ['colour', 'translation', 'cutout'],
  },
];

const SCHEDULE_SNIPPETS: readonly Snippet[] = [
  {
    label: 'linear',
    description: 'A straight line to a final factor.',
    body: { name: 'linear', steps: '^${1:10000}', finalFactor: '^${2:0}' },
  },
  {
    label: 'cosine',
    description: 'Half a cosine to a final factor.',
    body: { name: 'cosine', steps: '^${1:10000}', finalFactor: '^${2:0}' },
  },
  {
    label: 'exponential',
    description: 'A factor a step, as in Goodfellow et al. 2014.',
    body: { name: 'exponential', factor: '^${1:0.999996}', finalFactor: '^${2:0.00001}' },
  },
];

const DATA_SNIPPETS: readonly Snippet[] = [
  {
    label: 'idx',
    description: 'Images in an IDX file, such as MNIST.',
    body: { source: 'idx', images: '${1:data/train-images-idx3-ubyte.gz}' },
  },
  {
    label: 'cifar10',
    description: 'CIFAR-10: 32×32, colour, ten classes.',
    body: { source: 'cifar10', files: ['${1:data/data_batch_1.bin}'] },
  },
  {
    label: 'imageFolder',
    description: 'PNG and JPEG images in a folder or a zip archive.',
    body: { source: 'imageFolder', path: '${1:data/images}', size: '^${2:32}' },
  },
  {
    label: 'digits',
    description: 'Handwritten digits, 8×8, built in.',
    body: { source: 'digits' },
  },
  {
    label: 'gaussian',
    description: 'One-dimensional normal distribution.',
    body: { source: 'gaussian', mean: '^${1:4}', standardDeviation: '^${2:0.5}' },
  },
  {
    label: 'ring',
    description: 'Gaussian modes on a circle.',
    body: { source: 'ring', modes: '^${1:8}', radius: '^${2:2}', standardDeviation: '^${3:0.02}' },
  },
  {
    label: 'points',
    description: 'Points in a CSV, TSV, npy or npz file.',
    body: { source: 'points', file: '${1:data/points.csv}', standardize: '^${2:true}' },
  },
  {
    label: 'swissRoll',
    description: 'A rolled-up line in the plane, as in Gulrajani et al. 2017.',
    body: { source: 'swissRoll' },
  },
  {
    label: 'moons',
    description: 'Two interleaved half circles in the plane.',
    body: { source: 'moons', standardDeviation: '^${1:0.1}' },
  },
  {
    label: 'grid',
    description: 'Gaussian modes on a square grid.',
    body: { source: 'grid', side: '^${1:5}', spacing: '^${2:2}', standardDeviation: '^${3:0.05}' },
  },
];

/** Calls `visit` on a schema and on all inside it. */
function walk(schema: JsonSchema, visit: (schema: JsonSchema) => void): void {
  visit(schema);
  const { properties = {}, definitions = {}, items, anyOf = [], allOf = [] } = schema;
  for (const child of [...Object.values(properties), ...Object.values(definitions)]) {
    walk(child, visit);
  }
  if (items !== undefined) walk(items, visit);
  for (const child of [...anyOf, ...allOf]) walk(child, visit);
}

function adapt(schema: JsonSchema): void {
  // VS Code reports the best branch of `anyOf`; of `oneOf` it reports all.
  if (schema.oneOf !== undefined) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
  // Which layer, data or optimizer it is comes before what that has.
  for (const property of Object.values(schema.properties ?? {})) {
    if (property.const !== undefined) property.suggestSortText = '0';
  }
  if (schema.description !== undefined) schema.markdownDescription = schema.description;
  if (schema.pattern !== undefined) {
    schema.patternErrorMessage ??= 'Use a name without slashes and control characters.';
  }
}

function setSnippets(schema: JsonSchema | undefined, snippets: readonly Snippet[]): void {
  if (schema === undefined) throw new Error('The config schema has lost a section.');
  schema.defaultSnippets = snippets;
}

/** The schema of config files, draft-07, with VS Code's extensions. A new object at each call. */
export function ganConfigJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(ganConfigSchema, { target: 'draft-07', io: 'input' }) as JsonSchema;
  walk(schema, adapt);
  setSnippets(schema.definitions?.['layer'], LAYER_SNIPPETS);
  setSnippets(schema.definitions?.['optimizer'], OPTIMIZER_SNIPPETS);
  setSnippets(schema.definitions?.['learningRateSchedule'], SCHEDULE_SNIPPETS);
  const discriminator = schema.properties?.['discriminator']?.properties;
  setSnippets(discriminator?.['augmentation'], AUGMENTATION_SNIPPETS);
  setSnippets(schema.properties?.['data'], DATA_SNIPPETS);
  setSnippets(schema.properties?.['loss'], LOSS_SNIPPETS);
  return { ...schema, allowComments: true, allowTrailingCommas: true };
}

/** One layer of a network. */
import * as z from 'zod';
import { activationLayer } from './layers/activationSchema';
import {
  averagePoolingLayer,
  convolutionLayer,
  maxoutConvolutionLayer,
  maxPoolingLayer,
  transposedConvolutionLayer,
  upsamplingLayer,
} from './layers/convolutionSchema';
import { denseLayer, maxoutLayer } from './layers/denseSchema';
import { dropoutLayer, gaussianNoiseLayer } from './layers/noiseSchema';
import {
  batchNormLayer,
  instanceNormLayer,
  layerNormLayer,
  minibatchStdDevLayer,
} from './layers/normalizationSchema';
import { flattenLayer, reshapeLayer } from './layers/shapeSchema';

const plainLayer = z
  .discriminatedUnion('type', [
    denseLayer,
    maxoutLayer,
    convolutionLayer,
    transposedConvolutionLayer,
    maxoutConvolutionLayer,
    averagePoolingLayer,
    maxPoolingLayer,
    upsamplingLayer,
    batchNormLayer,
    layerNormLayer,
    instanceNormLayer,
    minibatchStdDevLayer,
    dropoutLayer,
    gaussianNoiseLayer,
    reshapeLayer,
    flattenLayer,
    activationLayer,
  ])
  .meta({ id: 'plainLayer' });

const branch = z.array(plainLayer).max(50);

const residualLayer = z
  .strictObject({
    type: z.literal('residual').describe('Adds what its layers make to what they got.'),
    layers: branch.min(1).describe('The branch that is added.'),
    shortcut: branch
      .default([])
      .describe(
        'What the input passes on its way around, to arrive with the shape of the branch. Default: nothing.',
      ),
  })
  .describe('Residual block (He et al. 2016): layers(x) + shortcut(x).');

const layer = z.discriminatedUnion('type', [plainLayer, residualLayer]).meta({ id: 'layer' });

export const layersSchema = z.array(layer).max(200);

export type LayerConfig = z.output<typeof layer>;

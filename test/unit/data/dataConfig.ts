import {
  ganConfigSchema,
  type GanConfig,
  type GanConfigInput,
} from '../../../src/config/ganConfig';

/** A data section with its defaults filled in. */
export function dataConfig(data: GanConfigInput['data']): GanConfig['data'] {
  return ganConfigSchema.parse({
    data,
    generator: { latent: { dimension: 1 }, layers: [] },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
  }).data;
}

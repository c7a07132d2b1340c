/** Reads `config.gan.json` of a run. */
import { type GanConfig, ganConfigSchema } from '../config/ganConfig';
import { readBoundedFile } from './boundedFile';
import { runFile } from './layout';

const MAXIMUM_CONFIG_BYTES = 4 * 1024 * 1024;

/** The resolved config of a run. @throws Error when it is absent or does not fit this version. */
export async function readRunConfig(runDirectory: string): Promise<GanConfig> {
  const path = runFile(runDirectory, 'config');
  const bytes = await readBoundedFile(path, MAXIMUM_CONFIG_BYTES);
  try {
    return ganConfigSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new Error(`${path} is damaged, or not a config of this version.`, { cause: error });
  }
}

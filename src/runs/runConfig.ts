/** Reads `config.gan.json` of a run. */
import { type GanConfig, ganConfigSchema } from '../config/ganConfig';
import { readJsonFile } from './jsonFile';
import { runFile } from './layout';

const CONFIG = {
  schema: ganConfigSchema,
  name: 'a config',
  maximumBytes: 4 * 1024 * 1024,
};

/** The resolved config of a run. @throws Error when it is absent, damaged or does not fit this version. */
export async function readRunConfig(runDirectory: string): Promise<GanConfig> {
  return readJsonFile(runFile(runDirectory, 'config'), CONFIG);
}

/** Where on this machine the files of a user lie that belong to no run, as each system wants it. */
import { join } from 'node:path';
import envPaths from 'env-paths';

const { data, cache } = envPaths('gan-studio', { suffix: '' });

/** Where the command line installs TensorFlow's CUDA package, and every run of the user finds it. */
export const userTensorflowFolder = join(data, 'tensorflow');

/** Where images are kept as they were decoded. */
export const userImageCacheFolder = join(cache, 'images');

/** The paths that a data section holds: where they stand, and the same section with others in their place. */
import type { DataConfig } from '../ganConfig';

/**
 * A copy of the section with every path replaced.
 *
 * @param replace answers what to write instead of a path
 */
export function mapDataPaths(data: DataConfig, replace: (path: string) => string): DataConfig {
  switch (data.source) {
    case 'idx':
      return {
        ...data,
        images: replace(data.images),
        ...(data.labels === undefined ? {} : { labels: replace(data.labels) }),
      };
    case 'cifar10':
    case 'cifar100':
      return { ...data, files: data.files.map(replace) };
    case 'imageFolder':
      return {
        ...data,
        path: replace(data.path),
        ...(data.list === undefined ? {} : { list: replace(data.list) }),
      };
    case 'points':
      return { ...data, file: replace(data.file) };
    default:
      return data;
  }
}

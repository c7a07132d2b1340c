/** Points in a file. */
import * as z from 'zod';

export const pointsSource = z
  .strictObject({
    source: z.literal('points').describe('Points in a CSV, TSV, npy or npz file.'),
    file: z
      .string()
      .min(1)
      .describe(
        'Path of the file, relative to this config file: numbers separated by commas, semicolons, tabs or spaces, one point a line, with or without a line of names (also gzipped); or a NumPy array [points, values] in an `.npy` or `.npz` file.',
      ),
    array: z
      .string()
      .min(1)
      .optional()
      .describe('Name of the array in an `.npz` file. Default: the only one.'),
    columns: z
      .array(z.int().min(1).max(100_000))
      .min(1)
      .max(4096)
      .optional()
      .describe('Numbers of the columns to use, counted from 1. Default: all.'),
    standardize: z
      .boolean()
      .default(false)
      .describe(
        'Subtract from each column its mean and divide by its standard deviation; both are told in the description of the data. Default false.',
      ),
  })
  .describe('Points of any number of coordinates in a CSV, TSV, npy or npz file.');

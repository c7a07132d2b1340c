/** The `data` section. */
import * as z from 'zod';
import { gaussianSource, gridSource, ringSource } from './data/densitySources';
import { cifar100Source, cifar10Source, digitsSource, idxSource } from './data/imageSources';

export const dataSchema = z
  .discriminatedUnion('source', [
    digitsSource,
    idxSource,
    cifar10Source,
    cifar100Source,
    gaussianSource,
    ringSource,
    gridSource,
  ])
  .describe('What the generator has to imitate.');

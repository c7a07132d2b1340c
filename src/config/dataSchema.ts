/** The `data` section. */
import * as z from 'zod';
import {
  gaussianSource,
  gridSource,
  mixtureSource,
  moonsSource,
  ringSource,
  spiralSource,
  swissRollSource,
} from './data/densitySources';
import {
  cifar100Source,
  cifar10Source,
  digitsSource,
  idxSource,
  imageFolderSource,
} from './data/imageSources';
import { pointsSource } from './data/pointSource';

export const dataSchema = z
  .discriminatedUnion('source', [
    digitsSource,
    idxSource,
    cifar10Source,
    cifar100Source,
    imageFolderSource,
    pointsSource,
    gaussianSource,
    ringSource,
    gridSource,
    spiralSource,
    swissRollSource,
    moonsSource,
    mixtureSource,
  ])
  .describe('What the generator has to imitate.');

/** Checks of random changes to what the discriminator sees, before anything is loaded. */
import type { DataConfig, GanConfig } from './ganConfig';
import type { PlacedProblem } from './problems';
import { isImageData } from './sampleShape';
import type { ConfigPath } from './sourceDocument';

const PATH: ConfigPath = ['discriminator', 'augmentation'];

function checkTwice({ augmentation }: GanConfig['discriminator']): PlacedProblem[] {
  return augmentation.flatMap((name, i): PlacedProblem[] =>
    augmentation.indexOf(name) === i
      ? []
      : [
          {
            path: [...PATH, i],
            severity: 'error',
            message: `\`${name}\` is named twice: images would be changed twice as much. Remove one.`,
          },
        ],
  );
}

function pointsProblem({ source }: DataConfig): PlacedProblem {
  return {
    path: PATH,
    severity: 'error',
    message: `\`augmentation\` changes images, but samples of \`${source}\` are points. Remove it, or use data of images.`,
  };
}

export function checkAugmentation({ data, discriminator }: Partial<GanConfig>): PlacedProblem[] {
  if (discriminator === undefined || discriminator.augmentation.length === 0) return [];
  const ofData = data === undefined || isImageData(data) ? [] : [pointsProblem(data)];
  return [...ofData, ...checkTwice(discriminator)];
}

import type { DataConfig } from '../../config/ganConfig';

function describeShape(data: DataConfig): string {
  switch (data.source) {
    case 'gaussian':
      return `Normal distribution, mean ${data.mean}`;
    case 'ring':
      return `Ring of ${data.modes} Gaussians, radius ${data.radius}`;
    case 'grid':
      return `Grid of ${data.side * data.side} Gaussians, spacing ${data.spacing}`;
    case 'spiral':
      return `Spiral of ${data.arms} arms, radius ${data.radius}`;
    case 'swissRoll':
      return 'Swiss roll';
    case 'moons':
      return 'Two moons';
    case 'mixture':
      return `Mixture of ${data.components.length} Gaussians in ${data.components[0].centre.length} dimensions`;
    default:
      return data.source;
  }
}

/** One line for the user about a known density. */
export function describeDensity(data: DataConfig): string {
  const deviation =
    'standardDeviation' in data ? `, standard deviation ${data.standardDeviation}` : '';
  const divided = 'divisor' in data && data.divisor !== 1 ? `, divided by ${data.divisor}` : '';
  return `${describeShape(data)}${deviation}${divided}`;
}

/** Ready-made configs for **GAN: New Config**; `examples/` holds the same files. */
import { digitsTemplate, gaussianTemplate, gridTemplate, ringTemplate } from './templates/builtIn';
import { fashionTemplate, mnistTemplate, paperTemplate } from './templates/images';
import {
  dcganTemplate,
  lsganTemplate,
  pacganTemplate,
  snganTemplate,
  wganGpTemplate,
} from './templates/papers';

export interface ConfigTemplate {
  /** Name of the file, such as `mnist.gan.json`. */
  readonly fileName: string;
  /** For the list to pick from. */
  readonly label: string;
  /** One line: what it trains and how long that takes. */
  readonly description: string;
  /** JSON with comments; parses without a problem. */
  readonly text: string;
}

export const CONFIG_TEMPLATES: readonly ConfigTemplate[] = [
  // The one that needs nothing else comes first.
  digitsTemplate,
  mnistTemplate,
  fashionTemplate,
  gaussianTemplate,
  ringTemplate,
  gridTemplate,
  paperTemplate,
  dcganTemplate,
  lsganTemplate,
  snganTemplate,
  wganGpTemplate,
  pacganTemplate,
];

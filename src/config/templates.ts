/** Ready-made configs for **GAN: New Config**: the files of `examples/`, which the build copies to `dist/examples/`. */

export interface ConfigTemplate {
  /** Name of the file, such as `mnist.gan.json`; JSON with comments that parses without a problem. */
  readonly fileName: string;
  /** For the list to pick from. */
  readonly label: string;
  /** One line: what it trains and how long that takes. */
  readonly description: string;
}

export const CONFIG_TEMPLATES: readonly ConfigTemplate[] = [
  // The one that needs nothing else comes first.
  {
    fileName: 'digits.gan.json',
    label: 'Digits 8×8 (built in)',
    description: 'Small handwritten digits: needs no download, learns within minutes',
  },
  {
    fileName: 'conditional-digits.gan.json',
    label: 'Digits 8×8, conditional (built in)',
    description:
      'Digits to order: both networks are told which (Mirza & Osindero 2014); no download',
  },
  {
    fileName: 'my-images.gan.json',
    label: 'My images (folder)',
    description: 'Your PNG and JPEG images, in a folder or a zip archive: 32×32, small DCGAN',
  },
  {
    fileName: 'emoji-faces.gan.json',
    label: 'Emoji faces, small DCGAN',
    description: '115 faces of Noto Emoji, 32×32 in colour, from a zip archive and a list of names',
  },
  {
    fileName: 'mnist.gan.json',
    label: 'MNIST, MLP',
    description: 'Handwritten digits, 28×28, from your copy of MNIST',
  },
  {
    fileName: 'conditional-mnist.gan.json',
    label: 'MNIST, conditional',
    description:
      'Digits to order: projection discriminator (Miyato & Koyama 2018), your copy of MNIST',
  },
  {
    fileName: 'fashion-mnist.gan.json',
    label: 'Fashion-MNIST, MLP',
    description: 'Clothes, 28×28, from your copy of Fashion-MNIST',
  },
  {
    fileName: 'dcgan-fashion-mnist.gan.json',
    label: 'Fashion-MNIST, small DCGAN',
    description: 'Convolutions that two cores can train: clothes within ten minutes',
  },
  {
    fileName: 'dcgan-cifar10.gan.json',
    label: 'CIFAR-10, small DCGAN',
    description: 'Photographs of 32×32 in colour, from your copy of CIFAR-10',
  },
  {
    fileName: 'cifar10-cars.gan.json',
    label: 'CIFAR-10, cars',
    description:
      'One class of CIFAR-10, with augmentation: cars that one recognises within half an hour',
  },
  {
    fileName: 'conditional-cifar10.gan.json',
    label: 'CIFAR-10, conditional',
    description: 'A column of samples a class: projection, spectral normalisation, hinge loss',
  },
  {
    fileName: 'gaussian.gan.json',
    label: '1-D Gaussian (Figure 1)',
    description: 'One-dimensional: the setting of Figure 1 of Goodfellow et al. 2014',
  },
  {
    fileName: 'ring.gan.json',
    label: 'Ring of 8 Gaussians',
    description: 'Two-dimensional: does the generator find all eight modes?',
  },
  {
    fileName: 'grid.gan.json',
    label: 'Grid of 25 Gaussians',
    description: 'Two-dimensional: 25 modes, most of which a plain GAN loses now and then',
  },
  {
    fileName: 'mnist-goodfellow-2014.gan.json',
    label: 'MNIST, as in Goodfellow et al. 2014',
    description: 'Maxout, dropout, momentum and their schedules: the settings of the released code',
  },
  {
    fileName: 'cifar10-goodfellow-2014.gan.json',
    label: 'CIFAR-10, fully connected, as in Goodfellow et al. 2014',
    description: 'The settings of the released code, 127 million parameters: for a GPU',
  },
  {
    fileName: 'cifar10-convolutional-goodfellow-2014.gan.json',
    label: 'CIFAR-10, convolutional, as in Goodfellow et al. 2014',
    description: 'The settings of the released code, 77 million parameters: for a GPU',
  },
  {
    fileName: 'dcgan-mnist.gan.json',
    label: 'MNIST, DCGAN',
    description:
      'Convolutions and batch normalisation (Radford et al. 2016), from your copy of MNIST',
  },
  {
    fileName: 'dcgan-64.gan.json',
    label: 'Images of 64×64, DCGAN',
    description: 'The networks of Radford et al. 2016, for images of yours: slow without a GPU',
  },
  {
    fileName: 'lsgan-mnist.gan.json',
    label: 'MNIST, LSGAN',
    description: 'DCGAN with least squares (Mao et al. 2017), from your copy of MNIST',
  },
  {
    fileName: 'sngan-fashion-mnist.gan.json',
    label: 'Fashion-MNIST, SNGAN',
    description:
      'Spectral normalisation and hinge loss (Miyato et al. 2018), k = 5: slow without a GPU',
  },
  {
    fileName: 'wgan-gp-mnist.gan.json',
    label: 'MNIST, WGAN-GP',
    description:
      'Wasserstein loss and gradient penalty (Gulrajani et al. 2017), k = 5: slow without a GPU',
  },
  {
    fileName: 'wgan-gp-ring.gan.json',
    label: 'Ring of 8 Gaussians, WGAN-GP',
    description: 'Wasserstein loss and gradient penalty (Gulrajani et al. 2017), k = 5',
  },
  {
    fileName: 'pacgan-ring.gan.json',
    label: 'Ring of 8 Gaussians, PacGAN2',
    description:
      'The discriminator judges two points at once (Lin et al. 2018), against mode collapse',
  },
  {
    fileName: 'pacgan-grid.gan.json',
    label: 'Grid of 25 Gaussians, PacGAN2',
    description: 'The discriminator judges two points at once (Lin et al. 2018), 25 modes',
  },
];

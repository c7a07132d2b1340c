/** What a generator is given: latents from the prior, and classes. */
import { createClassDraw } from './data/classDraw';
import type { Classes } from './data/dataSet';
import type { GanProgram } from './program/ganProgram';
import { fillLatents } from './random/latentDraws';
import type { StreamName, Streams } from './random/streams';

export interface PriorDrawsParts {
  readonly program: GanProgram;
  readonly streams: Streams;
  /** Of the data; undefined without labels. */
  readonly classes: Classes | undefined;
}

export class PriorDraws {
  private readonly drawClasses: ReturnType<typeof createClassDraw> | undefined;

  constructor(private readonly parts: PriorDrawsParts) {
    const { classes, streams } = parts;
    this.drawClasses = classes && createClassDraw(classes, streams);
  }

  /** From the prior p(z) of the config. */
  latents(stream: StreamName, index: number, target: Float32Array): void {
    const { streams, program } = this.parts;
    fillLatents(streams, stream, index, program.config.generator.latent.distribution, target);
  }

  /** Classes with the shares that they have in the data, which has labels. */
  classes(stream: StreamName, index: number, target: Float32Array): void {
    this.drawClasses!(stream, index, target);
  }
}

/** What an update draws: its minibatch, latents, classes and everything else random, each from its own stream. */
import { createClassDraw } from './data/classDraw';
import type { DataSet } from './data/dataSet';
import type { GanProgram } from './program/ganProgram';
import type { ProgramInput } from './program/gradientProgram';
import { LATENT_PRIORS } from './program/latents';
import type { StreamName, Streams } from './random/streams';

export interface UpdateDrawsParts {
  readonly program: GanProgram;
  readonly data: DataSet;
  readonly streams: Streams;
}

export class UpdateDraws {
  private readonly drawClasses: ReturnType<typeof createClassDraw> | undefined;

  constructor(private readonly parts: UpdateDrawsParts) {
    const { data, streams } = parts;
    this.drawClasses = data.classes && createClassDraw(data.classes, streams);
  }

  /** @param index number of the update, of the player whose update it is */
  fill({ source }: ProgramInput, index: number, target: Float32Array): void {
    const { data } = this.parts;
    switch (source.kind) {
      case 'minibatch':
        data.fillMinibatch(index, target);
        return;
      case 'latents':
        this.latents(source.stream, index, target);
        return;
      case 'labels':
        data.fillLabels!(index, target);
        return;
      case 'classes':
        this.classes(source.stream, index, target);
        return;
      case 'draw':
        this.fillDraw(source, index, target);
    }
  }

  private fillDraw(
    { stream, of, draw, draws }: Extract<ProgramInput['source'], { kind: 'draw' }>,
    index: number,
    target: Float32Array,
  ): void {
    const { streams } = this.parts;
    const number = index * draws + draw;
    switch (of.kind) {
      case 'dropout':
        streams.fillDropoutMask(stream, number, of.rate, target);
        return;
      case 'noise':
        streams.fillNormal(stream, number, target);
        return;
      case 'uniform':
        streams.fillUniform(stream, number, target);
    }
  }

  /** From the prior p(z) of the config. */
  latents(stream: StreamName, index: number, target: Float32Array): void {
    const { streams, program } = this.parts;
    switch (program.config.generator.latent.distribution) {
      case 'normal':
        streams.fillNormal(stream, index, target);
        return;
      case 'uniform': {
        const { low, high } = LATENT_PRIORS.uniform;
        streams.fillUniform(stream, index, target, low, high);
      }
    }
  }

  /** Classes with the shares that they have in the data, which has labels. */
  classes(stream: StreamName, index: number, target: Float32Array): void {
    this.drawClasses!(stream, index, target);
  }
}

/** What an update draws: its minibatch, latents, classes and everything else random, each from its own stream. */
import type { DataSet } from './data/dataSet';
import type { GanProgram } from './program/ganProgram';
import type { ProgramInput } from './program/gradientProgram';
import { PriorDraws } from './priorDraws';
import { fillLayerDraw } from './random/layerDraws';
import type { Streams } from './random/streams';

export interface UpdateDrawsParts {
  readonly program: GanProgram;
  readonly data: DataSet;
  readonly streams: Streams;
}

export class UpdateDraws {
  private readonly prior: PriorDraws;

  constructor(private readonly parts: UpdateDrawsParts) {
    this.prior = new PriorDraws({ ...parts, classes: parts.data.classes });
  }

  /** @param index number of the update, of the player whose update it is */
  fill({ source }: ProgramInput, index: number, target: Float32Array): void {
    const { data } = this.parts;
    switch (source.kind) {
      case 'minibatch':
        data.fillMinibatch(index, target);
        return;
      case 'latents':
        this.prior.latents(source.stream, index, target);
        return;
      case 'labels':
        data.fillLabels!(index, target);
        return;
      case 'classes':
        this.prior.classes(source.stream, index, target);
        return;
      case 'draw': {
        const { stream, of, draw, draws } = source;
        fillLayerDraw(this.parts.streams, stream, index * draws + draw, of, target);
      }
    }
  }
}

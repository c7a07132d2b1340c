/** The lines of Algorithm 1, as it is printed in Goodfellow et al. 2014, for the order and k in use. */
import { html, type TemplateResult } from 'lit';
import type { Algorithm } from '../../src/protocol/algorithm';
import type { LiveSettings } from '../../src/protocol/liveSettings';
import type { UpdateKind } from '../../src/protocol/updates';
import {
  bracketed,
  type Formula,
  joined,
  named,
  number,
  sample,
  sign,
  subscript,
  typeset,
  vector,
} from './formula';
import {
  discriminatorGradient,
  discriminatorParameters,
  generatorGradient,
  type PlayerGradient,
} from './gradients';
import { algorithmStrings as strings } from './strings';

export interface ProgramLine {
  readonly depth: 0 | 1 | 2;
  readonly content: TemplateResult;
  /** The update that does what the line says; absent for the lines of a loop. */
  readonly partOf?: UpdateKind;
}

const comma = sign(',', '');

/** {x⁽¹⁾, …, x⁽ᵐ⁾} */
function minibatch(name: string): Formula {
  return {
    math: joined(
      sign('{', ''),
      sample(name, name, '1'),
      comma,
      sign('…', ''),
      comma,
      sample(name, name, 'm'),
      sign('}', ''),
    ).math,
    words: `${name} 1 to ${name} m`,
  };
}

/** p_z(z) or p_data(x). */
function density(index: string, of: string): Formula {
  const name = subscript('p', index, `p ${index}`);
  return {
    math: joined(name, bracketed(vector(of, of))).math,
    words: `p ${index} of ${of}`,
  };
}

const sampling = (noise: boolean, batchSize: number): TemplateResult => {
  const words = noise ? strings.sampleNoise : strings.sampleData;
  const [before, between] = words(batchSize);
  return noise
    ? html`${before} ${typeset(minibatch('z'))} ${between} ${typeset(density('z', 'z'))}.`
    : html`${before} ${typeset(minibatch('x'))} ${between} ${typeset(density('data', 'x'))}.`;
};

function update(words: string, { formula }: PlayerGradient, after?: TemplateResult) {
  return html`${words}
    <div class="formula">${typeset(formula, 'block')}</div>
    ${after}`;
}

/** θ_d ← clip(θ_d, −c, c) */
function clipping(limit: number): TemplateResult {
  const bounded: Formula = {
    math: joined(
      discriminatorParameters,
      sign('←', ''),
      named(
        'clip',
        bracketed(
          joined(
            discriminatorParameters,
            comma,
            sign('−', ''),
            number(limit),
            comma,
            number(limit),
          ),
        ),
      ),
    ).math,
    words: `theta d, each value clamped to plus or minus ${limit}`,
  };
  return html`<div class="formula">${typeset(bounded, 'block')}</div>`;
}

/** @param settings of the step that comes next */
export function programLines(
  algorithm: Algorithm,
  { discriminatorSteps: k, weightClipping = algorithm.weightClipping }: LiveSettings,
): ProgramLine[] {
  const { batchSize, updateOrder } = algorithm;
  const ofDiscriminator = discriminatorGradient(algorithm);
  const ofGenerator = generatorGradient(algorithm);
  const clip = weightClipping === undefined ? undefined : clipping(weightClipping);
  const noise = sampling(true, batchSize);
  const examples = sampling(false, batchSize);
  const simultaneous = updateOrder === 'simultaneous';
  const part = (depth: 1 | 2, partOf: UpdateKind, ...contents: TemplateResult[]) =>
    contents.map((content): ProgramLine => ({ depth, content, partOf }));
  const end = (depth: 0 | 1): ProgramLine => ({ depth, content: strings.end });
  const inner: ProgramLine[] =
    simultaneous && k === 1
      ? []
      : [
          { depth: 1, content: simultaneous ? strings.forOthers(k) : strings.forDiscriminator(k) },
          ...part(
            2,
            'discriminator',
            noise,
            examples,
            update(strings.updateDiscriminator(ofDiscriminator.direction), ofDiscriminator, clip),
          ),
          end(1),
        ];
  const last = simultaneous
    ? part(
        1,
        'simultaneous',
        noise,
        examples,
        update(strings.updateDiscriminator(ofDiscriminator.direction), ofDiscriminator, clip),
        update(strings.updateGeneratorToo(ofGenerator.direction), ofGenerator),
      )
    : part(
        1,
        'generator',
        noise,
        update(strings.updateGenerator(ofGenerator.direction), ofGenerator),
      );
  return [{ depth: 0, content: strings.forIterations }, ...inner, ...last, end(0)];
}

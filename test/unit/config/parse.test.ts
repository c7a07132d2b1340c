import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { parseConfig, parseConfigWithFiles } from '../../../src/config/parse';
import { DataFieldError } from '../../../src/config/sampleShape';
import { resolveConfig } from '../../../src/config/resolvedConfig';
import { configFormat } from '../../../src/config/sourceDocument';

/** Path, underlined text (quotes left out, so that both formats agree) and message of each problem. */
function problemsOf(text: string, format: 'json' | 'yaml'): [string, string, string][] {
  return parseConfig(text, format).problems.map(({ path, offset, length, message }) => [
    path,
    text.slice(offset, offset + length).replace(/"/g, ''),
    message,
  ]);
}

const CASES: [path: string, underlined: string, message: RegExp][] = [
  ['name', 'a/b', /must be a text of 1 to 60 characters without slashes/],
  ['k', 'k', /no field of the config\. Did you mean `training\.discriminatorSteps`\?/],
  ['batchSize', 'batchSize', /no field of the config\. It belongs in `training`\./],
  ['data.source', 'idxx', /must be `digits`, `idx`, .* not "idxx"\. Did you mean `idx`\?/],
  ['generator.latent.dimension', '1.5', /must be an integer from 1 to 65,536, not 1\.5\./],
  ['generator.layers[0].type', 'dens', /must be `dense`, .* not "dens"\. Did you mean `dense`\?/],
  ['generator.layers[1].type', '{', /`type` is missing: it must be `dense`, `maxout`/],
  ['generator.layers[2].units', '0', /must be an integer from 1 to 1,000,000, not 0\./],
  ['generator.layers[3].actvation', 'actvation', /Did you mean `activation`\?/],
  ['generator.layers[4].activation', 'reluu', /not "reluu"\. Did you mean `relu`\?/],
  ['generator.layers[5]', '7', /Entry 6 of the list must be an object \{ … \}, not 7\./],
  ['discriminator.layers', '[]', /must be a list of 1 to 200 entries, not a list of 0 entries/],
  ['loss.discriminatorScale', '0', /must be a number above 0 and at most 100, not 0\./],
  ['training.discriminatorStep', 'discriminatorStep', /Did you mean `discriminatorSteps`\?/],
  [
    'training.generatorOptimizer.name',
    'adm',
    /must be `adam`, `adamW`, `sgd` or `rmsProp`, not "adm"/,
  ],
  [
    'training.discriminatorOptimizer.name',
    'discriminatorOptimizer',
    /`name` is missing: it must be `adam`, `adamW`, `sgd` or `rmsProp`/,
  ],
  ['training.seed', 'null', /must be an integer from 0 to 4,294,967,295, not null\./],
  ['device', 'gpu', /must be `auto`, `onnxruntime-cpu`, .* not "gpu"\./],
  ['threads', 'x', /must be `auto` or an integer from 1 to 256, not "x"\./],
];

describe.each(['json', 'yaml'] as const)('a %s config full of mistakes', (format) => {
  const file = inRoot('test/fixtures/configs', `mistakes.gan.${format}`);
  const found = problemsOf(fs.readFileSync(file, 'utf8'), format);

  it('gets one problem for each, in the order of the text', () => {
    expect(found.map(([path]) => path)).toEqual(CASES.map(([path]) => path));
  });

  it.each(CASES)('says at %s, under %s, what is wrong', (path, underlined, message) => {
    const problem = found.find(([at]) => at === path);
    expect(problem?.[1]).toBe(underlined);
    expect(problem?.[2]).toMatch(message);
  });

  it('speaks no word of zod', () => {
    for (const [, , message] of found) expect(message).not.toMatch(/Invalid|expected|received/);
  });
});

const VALID = {
  data: { source: 'ring' },
  generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
  discriminator: { layers: [{ type: 'dense', units: 1 }] },
};

describe('a small config', () => {
  it('is the same in JSON and YAML, with every default filled in', () => {
    const json = parseConfig(JSON.stringify(VALID), 'json');
    const yaml = parseConfig(
      [
        'data: { source: ring } # eight modes',
        'generator:',
        '  latent: { dimension: 2 }',
        '  layers: [{ type: dense, units: 2 }]',
        'discriminator:',
        '  layers:',
        '    - type: dense',
        '      units: 1',
      ].join('\n'),
      'yaml',
    );
    expect(json.problems).toEqual([]);
    expect(yaml.problems).toEqual([]);
    expect(yaml.config).toEqual(json.config);
    expect(json.config).toMatchObject({
      data: { modes: 8, radius: 2, standardDeviation: 0.02 },
      generator: { latent: { distribution: 'normal' } },
      loss: { name: 'nonSaturating', discriminatorScale: 1 },
      training: {
        steps: 10_000,
        discriminatorSteps: 1,
        generatorOptimizer: { name: 'adam', learningRate: 0.0002, beta1: 0.5, epsilon: 1e-8 },
      },
      device: 'auto',
    });
  });

  it('resolves to a config that parses to itself', () => {
    const { config } = parseConfig(JSON.stringify(VALID), 'json');
    const again = parseConfig(resolveConfig(config!), 'json');
    expect(again.problems).toEqual([]);
    expect(again.config).toEqual(config);
  });

  it('may have comments and trailing commas', () => {
    const text = JSON.stringify(VALID, null, 2)
      .replace('{', '{ // a comment\n')
      .replace(/\n\}$/, ',\n}');
    expect(parseConfig(text, 'json').problems).toEqual([]);
  });

  it('tells a value that breaks two rules in the same words once', () => {
    const problems = problemsOf('{ "training": { "steps": 1e30 } }', 'json');
    expect(problems.filter(([path]) => path === 'training.steps')).toHaveLength(1);
  });

  it('may use YAML anchors', () => {
    const text = [
      'data: { source: ring }',
      'generator:',
      '  latent: { dimension: 2 }',
      '  layers: [&hidden { type: dense, units: 0 }, *hidden, { type: dense, units: 2 }]',
      'discriminator:',
      '  layers: [{ type: dense, units: 1 }]',
    ].join('\n');
    // The mistake in the anchored layer shows where it is written, both times.
    expect(problemsOf(text, 'yaml').map(([path, underlined]) => [path, underlined])).toEqual([
      ['generator.layers[0].units', '0'],
      ['generator.layers[1].units', '0'],
    ]);
  });
});

describe('text that is no config', () => {
  it.each([
    ['json', '', /empty/],
    ['yaml', '  \n', /empty/],
    ['yaml', '# nothing', /empty/],
    ['json', '// nothing', /value is expected/],
    ['json', '[]', /The config must be an object \{ … \}, not a list of 0 entries/],
    ['json', '{ "data" 3 }', /colon is expected/],
    ['json', '{ "data": { }', /closing brace/],
    ['json', '{ data: 1 }', /double quotes/],
    ['json', '/*', /never closed/],
    ['json', '{ "name": "a", "name": "b" }', /`name` stands here a second time/],
    ['yaml', 'name: a\nname: b', /Map keys must be unique/],
    ['yaml', 'data: [a', /not valid YAML/],
    ['yaml', `%${'x'.repeat(5000)}\n---\na: 1`, /^This is not valid YAML: .{200}….$/],
    ['json', '['.repeat(200_000), /nested more than 100 levels/],
    ['yaml', '['.repeat(20_000), /nested more than 100 levels/],
    ['yaml', '- '.repeat(20_000), /nested more than 100 levels/],
    ['json', ' '.repeat(1_000_001), /longer than 1,000,000 characters/],
    ['yaml', ' '.repeat(100_001), /longer than 100,000 characters. Write .* as JSON/],
  ] as const)('gets a %s problem', (format, text, message) => {
    const parsed = parseConfig(text, format);
    expect(parsed.config).toBeUndefined();
    expect(parsed.problems[0]?.message).toMatch(message);
  });

  it('of another kind gets no more problems than one reads, and none longer than the file', () => {
    const keys = Array.from({ length: 30_000 }, (_, i) => `"k${i}": 1`);
    const text = `{${keys.join(',')}, "${'k'.repeat(5000)}": 1}`;
    const { config, problems } = parseConfig(text, 'json');
    expect(config).toBeUndefined();
    expect(problems).toHaveLength(200);
    const [long] = parseConfig(`{"${'k'.repeat(5000)}": 1}`, 'json').problems.slice(-1);
    expect(long?.message).toMatch(/^`k{60}…` is no field of the config/);
  });

  it('tells the form of a text that has one', () => {
    const data = { source: 'imageFolder', path: 'a', background: 3 };
    const { problems } = parseConfig(JSON.stringify({ data }), 'json');
    const background = problems.find(({ path }) => path === 'data.background');
    expect(background?.message).toMatch(/^`background` must be a text of the form `.*#.*`, not 3/);
  });

  it('may not blow up by YAML aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i += 1) {
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    }
    const parsed = parseConfig(lines.join('\n'), 'yaml');
    expect(parsed.problems[0]?.message).toMatch(/unfold to more than 100 times/);
  });
});

describe('the image file of a config', () => {
  const text = JSON.stringify({
    ...VALID,
    data: { source: 'idx', images: 'data/images.gz' },
    generator: {
      latent: { dimension: 100 },
      layers: [
        { type: 'dense', units: 500 },
        { type: 'activation', activation: 'tanh' },
      ],
    },
  });

  it('is compared with the generator once its header is known', async () => {
    const parsed = await parseConfigWithFiles(text, 'json', async (data) => {
      expect(data).toMatchObject({ source: 'idx', images: 'data/images.gz' });
      return { name: 'MNIST', count: 60_000, sampleShape: [1, 28, 28] };
    });
    expect(parsed.problems).toHaveLength(1);
    const [{ path, message, offset, length }] = parsed.problems as [(typeof parsed.problems)[0]];
    expect(path).toBe('generator.layers[0].units');
    expect(text.slice(offset, offset + length)).toBe('500');
    expect(message).toBe(
      'The generator makes [500] values, but a sample of MNIST has 1×28×28 = 784. Set `units` of its last dense layer to 784.',
    );
  });

  it('that cannot be read is a problem of `data.images`', async () => {
    const parsed = await parseConfigWithFiles(text, 'json', () =>
      Promise.reject(new DataFieldError(['images'], 'There is no file data/images.gz.')),
    );
    expect(parsed.config).toBeUndefined();
    expect(parsed.problems).toMatchObject([
      { path: 'data.images', message: 'There is no file data/images.gz.', severity: 'error' },
    ]);
  });
});

describe('the format', () => {
  it.each([
    ['a.gan.json', 'json'],
    ['a.gan.yaml', 'yaml'],
    ['a.gan.yml', 'yaml'],
    ['a.json', undefined],
    ['gan.json', undefined],
  ])('of %s is %s', (name, format) => {
    expect(configFormat(name)).toBe(format);
  });
});

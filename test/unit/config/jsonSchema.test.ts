import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  getLanguageService,
  TextDocument,
  type CompletionItem,
  type MarkupContent,
} from 'vscode-json-languageservice';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { ganConfigJsonSchema } from '../../../src/config/jsonSchema';
import { EXAMPLES, exampleText } from '../../helpers/examples';

/** The same JSON service that VS Code runs, with our schema for `*.gan.json`. */
const service = getLanguageService({
  clientCapabilities: {
    textDocument: {
      completion: { completionItem: { documentationFormat: ['markdown'] } },
    },
  },
});
service.configure({
  allowComments: true,
  schemas: [
    { uri: 'gan:schema', fileMatch: ['*.gan.json'], schema: ganConfigJsonSchema() as object },
  ],
});

function open(text: string) {
  const document = TextDocument.create('file:///a.gan.json', 'jsonc', 1, text);
  return { document, json: service.parseJSONDocument(document) };
}

/** What is offered where `|` stands in the text. */
async function complete(marked: string): Promise<CompletionItem[]> {
  const { document, json } = open(marked.replace('|', ''));
  const position = document.positionAt(marked.indexOf('|'));
  return (await service.doComplete(document, position, json))?.items ?? [];
}

async function labels(marked: string): Promise<string[]> {
  return (await complete(marked)).map(({ label }) => label);
}

async function hover(marked: string): Promise<string> {
  const { document, json } = open(marked.replace('|', ''));
  const found = await service.doHover(document, document.positionAt(marked.indexOf('|')), json);
  return JSON.stringify(found?.contents ?? '');
}

async function diagnostics(text: string): Promise<string[]> {
  const { document, json } = open(text);
  const found = await service.doValidation(document, json);
  return found.map(
    ({ message, range }) => `${document.getText(range)}: ${JSON.stringify(message)}`,
  );
}

const LAYER_TYPES = ['"dense"', '"maxout"', '"dropout"', '"activation"'];

describe('completion in the editor', () => {
  it('offers the sections', async () => {
    const found = await labels('{ | }');
    expect(found).toEqual(
      expect.arrayContaining(['data', 'generator', 'discriminator', 'loss', 'training', 'device']),
    );
  });

  it('offers what augments images, all at once or one by one, described', async () => {
    const whole = await labels('{ "discriminator": { "augmentation": | } }');
    expect(whole).toContain('colour, translation, cutout');
    const found = await complete('{ "discriminator": { "augmentation": [|] } }');
    const cutout = found.find(({ label }) => label === '"cutout"');
    expect((cutout?.documentation as MarkupContent).value).toContain('half the height');
    expect(await hover('{ "discriminator": { "|augmentation": [] } }')).toContain(
      'Zhao et al. 2020',
    );
  });

  it('offers the data sources, described', async () => {
    const found = await complete('{ "data": { "source": | } }');
    const sources = ['"digits"', '"idx"', '"gaussian"', '"ring"', '"grid"'];
    expect(found.map(({ label }) => label)).toEqual(expect.arrayContaining(sources));
    const idx = found.find(({ label }) => label === '"idx"');
    expect((idx?.documentation as MarkupContent).value).toMatch(/MNIST/);
  });

  it('offers the fields of the chosen source only', async () => {
    const found = await labels('{ "data": { "source": "ring", | } }');
    expect(found).toEqual(expect.arrayContaining(['modes', 'radius', 'standardDeviation']));
    expect(found).not.toContain('images');
    expect(found).not.toContain('side');
  });

  it('offers the path field of an IDX file', async () => {
    expect(await labels('{ "data": { "source": "idx", | } }')).toContain('images');
  });

  it('offers whole layers', async () => {
    const found = await complete('{ "generator": { "layers": [ | ] } }');
    const dense = found.find(({ label }) => label === 'dense');
    expect(dense?.insertText ?? dense?.textEdit?.newText).toMatch(
      /"type": "dense",\s*"units": \$\{1:128\},\s*"activation": "\$\{2:relu\}"/,
    );
  });

  it('offers the types of a layer', async () => {
    const found = await labels('{ "generator": { "layers": [ { "type": | } ] } }');
    expect(found).toEqual(expect.arrayContaining(LAYER_TYPES));
  });

  it.each([
    ['{ "generator": { "layers": [ { | } ] } }', 'type'],
    ['{ "data": { | } }', 'source'],
    ['{ "training": { "generatorOptimizer": { | } } }', 'name'],
  ])('of %s lists first what it is: %s', async (text, field) => {
    const found = await complete(text);
    const sorted = found.map(({ sortText, label }) => sortText ?? label).sort();
    expect(found.find(({ label }) => label === field)?.sortText).toBe(sorted[0]);
  });

  it('offers the fields of the chosen type only', async () => {
    const found = await labels('{ "generator": { "layers": [ { "type": "dropout", | } ] } }');
    expect(found).toEqual(['rate']);
  });

  it('offers activations, described', async () => {
    const found = await complete(
      '{ "generator": { "layers": [ { "type": "dense", "units": 3, "activation": | } ] } }',
    );
    const tanh = found.find(({ label }) => label === '"tanh"');
    expect((tanh?.documentation as MarkupContent).value).toMatch(/minusOneToOne/);
  });

  it('offers initial values by name', async () => {
    const found = await labels(
      '{ "generator": { "layers": [ { "type": "dense", "units": 3, "weights": { "name": | } } ] } }',
    );
    expect(found).toEqual(expect.arrayContaining(['"glorotUniform"', '"heNormal"', '"uniform"']));
  });

  it('offers the settings of the chosen optimizer only', async () => {
    const found = await labels('{ "training": { "generatorOptimizer": { "name": "sgd", | } } }');
    expect(found.sort()).toEqual([
      'gradientClipping',
      'learningRate',
      'learningRateSchedule',
      'momentum',
      'momentumRamp',
      'nesterov',
      'weightDecay',
    ]);
  });

  it('offers whole optimizers', async () => {
    const found = await labels('{ "training": { "generatorOptimizer": | } }');
    expect(found).toEqual(expect.arrayContaining(['adam', 'sgd']));
  });
});

describe('hover in the editor', () => {
  it.each([
    ['{ "training": { "discriminator|Steps": 1 } }', /k of Algorithm 1/],
    ['{ "data": { "source": "idx", "ima|ges": "x" } }', /relative to this config file/],
    ['{ "generator": { "layers": [ { "type": "maxout", "pie|ces": 5 } ] } }', /Goodfellow et al/],
    ['{ "generator": { "layers": [ { "type": "dense", "activation": "ta|nh" } ] } }', /tanh x/],
    ['{ "loss": { "name": "mini|max" } }', /vanishes while D wins/],
  ])('explains %s', async (marked, text) => {
    expect(await hover(marked)).toMatch(text);
  });
});

describe('diagnostics in the editor', () => {
  it.each(EXAMPLES)('find nothing in $fileName', async ({ text }) => {
    expect(await diagnostics(text)).toEqual([]);
  });

  it('find a misspelt field, and nothing else', async () => {
    const text = exampleText('mnist').replace('"units": 784', '"units": 784, "unitz": 3');
    expect(await diagnostics(text)).toEqual([
      expect.stringMatching(/^"unitz": "Property unitz is not allowed/),
    ]);
  });

  it('find a field that belongs to another source', async () => {
    const text = exampleText('digits').replace('"digits"', '"digits", "modes": 8');
    expect(await diagnostics(text)).toEqual([expect.stringMatching(/^"modes": "Property modes/)]);
  });

  it('find a number out of range', async () => {
    const text = exampleText('mnist').replace('"batchSize": 128', '"batchSize": 0');
    expect(await diagnostics(text)).toEqual([expect.stringMatching(/^0: .*minimum of 1/)]);
  });

  it('find a missing section', async () => {
    expect(await diagnostics('{ "data": { "source": "digits" } }')).toEqual([
      expect.stringMatching(/Missing property \\"generator\\"/),
      expect.stringMatching(/Missing property \\"discriminator\\"/),
    ]);
  });
});

describe('the schema file', () => {
  it('is up to date (npm run generate:schema)', () => {
    const file = inRoot('media/gan-config.schema.json');
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(ganConfigJsonSchema())),
    );
  });
});

/** Every field of the schema, with its path. */
function fields(schema: ReturnType<typeof ganConfigJsonSchema>, path = ''): [string, string?][] {
  const inside = [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.definitions ?? {}),
  ].flatMap(([name, child]): [string, string?][] => [
    ...(schema.definitions?.[name] === child
      ? []
      : ([[`${path}.${name}`, child.description]] as [string, string?][])),
    ...fields(child, `${path}.${name}`),
  ]);
  const branches = (schema.anyOf ?? []).flatMap((child, i) => fields(child, `${path}|${i}`));
  return [...inside, ...branches];
}

it('describes every field', () => {
  const all = fields(ganConfigJsonSchema());
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(([, description]) => description === undefined)).toEqual([]);
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { smallConfig, until, workspaceFolder, writeFile } from './inHost';

const MISTAKES = `{
  "data": { "source": "digits" },
  "generator": {
    "latent": { "dimension": 8 },
    "layers": [{ "type": "dense", "unts": 64 }]
  },
  "discriminator": { "layers": [{ "type": "dense", "units": 2 }] }
}
`;

function problemsOnLine(uri: vscode.Uri, line: number): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ range }) => range.start.line === line);
}

describe('config files', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('marks the exact value that breaks a rule across fields', async () => {
    const uri = writeFile('mistakes.gan.json', MISTAKES);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'jsonc');
    await vscode.window.showTextDocument(document);
    const [problem] = await until('the problem of line 7', () => {
      const ours = problemsOnLine(uri, 6).filter(({ source }) => source === 'GAN');
      return ours.length > 0 && ours;
    });
    assert.ok(problem);
    assert.equal(document.getText(problem.range), '2');
    assert.match(problem.message, /one output/);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
  });

  it('leaves to the JSON schema what the schema says, and says it where it does not', async () => {
    const uri = writeFile('twice.gan.json', MISTAKES);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await until('the JSON language server', () =>
      problemsOnLine(uri, 4).some(({ message }) => message.includes('unts is not allowed')),
    );
    await until('our own to step back', () =>
      problemsOnLine(uri, 4).every(({ source }) => source !== 'GAN'),
    );
    const yaml = writeFile('twice.gan.yaml', 'data: { source: digits }\ngeneratr: {}\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(yaml));
    await until('the problem of the YAML file', () =>
      problemsOnLine(yaml, 1).some(({ message }) => message.includes('Did you mean `generator`')),
    );
  });

  it('corrects a misspelt word', async () => {
    const uri = writeFile('fix.gan.json', MISTAKES);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const at = document.positionAt(MISTAKES.indexOf('unts'));
    const [fix] = await until('the quick fix', async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(at, at),
        vscode.CodeActionKind.QuickFix.value,
      );
      const ours = actions.filter(({ title }) => title === 'Change to units');
      return ours.length > 0 && ours;
    });
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /"type": "dense", "units": 64/);
    await document.save();
  });

  for (const [data, expected] of [
    [
      '"source": "idx", "images": ""',
      ['data/train-images-idx3-ubyte.gz', 'data/deeper/t10k-labels-idx1-ubyte', 'data/'],
    ],
    ['"source": "idx", "images": "a", "labels": ""', ['data/deeper/t10k-labels-idx1-ubyte']],
    ['"source": "cifar10", "files": [""]', ['data/data_batch_1.bin', 'data/']],
    ['"source": "points", "file": ""', ['data/points.csv.gz', 'data/']],
    ['"source": "imageFolder", "path": ""', ['data/faces.zip', 'data/']],
    ['"source": "imageFolder", "path": "a", "list": ""', ['data/names.txt', 'data/']],
  ] as const) {
    it(`completes paths in ${data}`, async () => {
      writeFile('data/train-images-idx3-ubyte.gz', '');
      writeFile('data/deeper/t10k-labels-idx1-ubyte', '');
      for (const name of ['data_batch_1.bin', 'points.csv.gz', 'faces.zip', 'names.txt']) {
        writeFile(`data/${name}`, '');
      }
      const text = `{ "data": { ${data} } }`;
      const uri = writeFile(`path-${data.length}.gan.json`, text);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        new vscode.Position(0, text.indexOf('""') + 1),
      );
      const labels = list.items.map(({ label }) =>
        typeof label === 'string' ? label : label.label,
      );
      for (const path of expected) {
        assert.ok(labels.includes(path), `${path} is not among ${labels.join(', ')}`);
      }
      const others = labels.filter((label) => label.startsWith('data/') && !label.endsWith('/'));
      const ending = /\.\w+$|ubyte$/.exec(expected[0])?.[0] ?? '';
      // Text files may hold points too.
      if (!/idx|points/.test(data)) assert.ok(others.every((other) => other.endsWith(ending)));
    });
  }

  it('offers Train above a config, and not above the copy in a run directory', async () => {
    const lenses = async (uri: vscode.Uri): Promise<string[]> => {
      await vscode.workspace.openTextDocument(uri);
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      return found.map(({ command }) => command?.command ?? '');
    };
    assert.deepEqual(await lenses(writeFile('lens.gan.json', smallConfig(10))), ['gan.train']);
    const copy = writeFile('runs/20260101-000000-x-00000000/config.gan.json', smallConfig(10));
    assert.deepEqual(await lenses(copy), []);
  });

  it('writes a new config where nothing is overwritten, and selects what to fill in', async () => {
    const names: string[] = [];
    const selections: string[] = [];
    for (let count = 0; count < 2; count++) {
      const done = vscode.commands.executeCommand('gan.newConfig');
      const editor = await until('the new config', async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        const { activeTextEditor } = vscode.window;
        return activeTextEditor?.document.uri.path.endsWith('.gan.json') === true
          ? activeTextEditor
          : undefined;
      });
      await done;
      const { document, selection } = editor;
      names.push(document.uri.fsPath.slice(workspaceFolder().length + 1));
      selections.push(document.getText(selection));
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    }
    // The first template is the one that needs no data of the user's.
    assert.deepEqual(names, ['digits.gan.json', 'digits-2.gan.json']);
    assert.deepEqual(selections, ['digits', 'digits']);
  });
});

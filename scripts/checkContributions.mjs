// Compares what package.json contributes with what the code knows, and package.nls.json with what package.json names.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from './lib/paths.mjs';

const contributionsFile = 'src/host/contributions.ts';
const problems = [];

function readJson(file) {
  return JSON.parse(fs.readFileSync(inRoot(file), 'utf8'));
}

function parse(file) {
  const text = fs.readFileSync(inRoot(file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** Members of `const <name> = { key: 'value' }`, or of `interface <name> { 'key': … }` (key to key). */
function declaredMembers(source, name) {
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) {
      return new Map(statement.members.map(({ name: key }) => [key.text, key.text]));
    }
    if (!ts.isVariableStatement(statement)) continue;
    const [declaration] = statement.declarationList.declarations;
    if (declaration.name.getText() !== name) continue;
    let value = declaration.initializer;
    while (ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) value = value.expression;
    return new Map(
      value.properties.map(({ name: key, initializer }) => [key.text, initializer.text]),
    );
  }
  throw new Error(`${source.fileName} declares no ${name}`);
}

/** All source text of a folder, but for the files named. */
function sourceText(folder, except) {
  return fs
    .readdirSync(inRoot(folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !except.includes(path.basename(name)))
    .map((name) => fs.readFileSync(inRoot(folder, name), 'utf8'))
    .join('\n');
}

function compare(what, contributed, known) {
  for (const id of contributed) {
    if (!known.has(id))
      problems.push(`${what} ${id}: contributed, unknown to ${contributionsFile}`);
  }
  for (const id of known) {
    if (!contributed.has(id))
      problems.push(`${what} ${id}: in ${contributionsFile}, not contributed`);
  }
}

const manifest = readJson('package.json');
const { contributes } = manifest;
const source = parse(contributionsFile);
const hostText = `${sourceText('src/host', ['contributions.ts'])}\n${fs.readFileSync(inRoot('src/extension.ts'), 'utf8')}`;

// Commands: contributed = declared, and each is handed to something outside the declaration.
const commands = declaredMembers(source, 'COMMANDS');
compare(
  'command',
  new Set(contributes.commands.map(({ command }) => command)),
  new Set(commands.values()),
);
for (const [key, id] of commands) {
  if (!new RegExp(`\\bCOMMANDS\\.${key}\\b`).test(hostText)) {
    problems.push(`command ${id}: nothing in src/host registers it`);
  }
}
const menuItems = Object.entries(contributes.menus ?? {}).flatMap(([menu, items]) =>
  items.map((item) => ({ menu, ...item })),
);
for (const { menu, command } of menuItems) {
  if (command !== undefined && ![...commands.values()].includes(command)) {
    problems.push(`menu ${menu}: unknown command ${command}`);
  }
}

// Settings.
const configurations = [contributes.configuration ?? []].flat();
const settings = configurations.flatMap(({ properties }) => Object.keys(properties));
compare('setting', new Set(settings), new Set(declaredMembers(source, 'Settings').values()));
for (const { properties } of configurations) {
  for (const [id, { default: value }] of Object.entries(properties)) {
    if (value === undefined) problems.push(`setting ${id}: has no default`);
  }
}

// Views, panels and the words of when-clauses.
const views = Object.values(contributes.views ?? {}).flat();
for (const { id } of views) {
  if (!source.text.includes(`'${id}'`))
    problems.push(`view ${id}: unknown to ${contributionsFile}`);
}
const panelTypes = ['panelProtocol', 'theoryProtocol'].map(
  (file) =>
    /_VIEW_TYPE = '([^']+)'/.exec(fs.readFileSync(inRoot(`src/protocol/${file}.ts`), 'utf8'))?.[1],
);
for (const panelType of panelTypes) {
  if (manifest.activationEvents.includes(`onWebviewPanel:${panelType}`)) continue;
  problems.push(
    `activationEvents: onWebviewPanel:${panelType} is missing, panels would not be restored`,
  );
}
const known = new Set([
  ...declaredMembers(source, 'ContextKeys').keys(),
  ...commands.values(),
  ...settings,
  ...views.map(({ id }) => id),
  ...panelTypes,
]);
const clauses = JSON.stringify(contributes).match(/"(?:when|enablement)":"(?:[^"\\]|\\.)*"/g) ?? [];
for (const word of clauses.join(' ').match(/\bgan\.[\w.]+/g) ?? []) {
  if (!known.has(word.replace(/^config\./, '')))
    problems.push(`when-clause: unknown context key ${word}`);
}

// Words.
const words = readJson('package.nls.json');
const named = new Set(
  (JSON.stringify(manifest).match(/"%[^"%]+%"/g) ?? []).map((text) => text.slice(2, -2)),
);
for (const key of named) {
  if (words[key] === undefined) problems.push(`package.nls.json: ${key} is missing`);
}
for (const key of Object.keys(words)) {
  if (!named.has(key)) problems.push(`package.nls.json: ${key} is not used`);
}

// Files.
for (const file of JSON.stringify(contributes).match(/(?<=")\.?\/?media\/[^"]+/g) ?? []) {
  if (!fs.existsSync(inRoot(file))) problems.push(`${file}: does not exist`);
}
if (!fs.existsSync(inRoot(manifest.icon ?? '')))
  problems.push(`icon ${manifest.icon}: does not exist`);

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

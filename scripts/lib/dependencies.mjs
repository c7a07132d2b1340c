// Installing the project's dependencies, when they are not what package-lock.json says.
import fs from 'node:fs';
import { inRoot } from './paths.mjs';
import { runNpm } from './processes.mjs';

/** The oldest Node.js that runs the project, its tests and its tools. */
const oldestNode = [20, 19];

/** Throws, saying what to do, on a Node.js that is too old. */
export function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(
    `Node.js ${oldestNode.join('.')} or later is needed; this is ${process.versions.node}. See https://nodejs.org.`,
  );
}

function lockedPackages(file) {
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};
}

/** Whether every package of package-lock.json is installed in its version. npm writes its own list last of all. */
export function areDependenciesInstalled() {
  const installed = lockedPackages(inRoot('node_modules/.package-lock.json'));
  return Object.entries(lockedPackages(inRoot('package-lock.json'))).every(
    ([name, { version, optional, devOptional, link }]) =>
      name === '' ||
      optional === true ||
      devOptional === true ||
      link === true ||
      installed[name]?.version === version,
  );
}

/** Installs what package-lock.json says, unless it is there. */
export async function ensureDependencies(report = console.log) {
  if (areDependenciesInstalled()) return;
  report('Installing dependencies (npm ci) ...');
  const { code, output } = await runNpm(['ci']);
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
}

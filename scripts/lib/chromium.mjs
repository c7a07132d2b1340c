// Finding a Chromium for the browser tests, and installing one where that can be done unasked.
import fs from 'node:fs';
import { findOnPath, run } from './processes.mjs';

const onPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const wellKnown = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Path of a Chromium, Chrome or Edge; the environment's CHROMIUM_PATH wins. Undefined when there is none. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') return given;
  for (const name of onPath) {
    const found = findOnPath(name);
    if (found !== undefined) return found;
  }
  return wellKnown.find((file) => fs.existsSync(file));
}

/** What to tell somebody who has none. */
export const chromiumAdvice =
  'No Chromium was found. Install Chromium, Chrome or Edge, or set CHROMIUM_PATH to one ' +
  '(Debian: apt-get install chromium; macOS: brew install --cask chromium).';

/**
 * Finds Chromium, or installs Debian's package when run as root on Debian.
 * @param {(line: string) => void} report
 * @returns {Promise<string | undefined>}
 */
export async function ensureChromium(report) {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || findOnPath('apt-get') === undefined) return undefined;

  report('Installing Chromium (apt-get install chromium) ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const packages = ['chromium', 'fonts-dejavu-core'];
  const { code, output } = await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
    { env },
  );
  if (code !== 0) report(output);
  return findChromium();
}

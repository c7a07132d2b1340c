/** `gan change`: the settings of a run that trains, shown or changed. */
import { relative } from 'node:path';
import { formatCount } from '../config/formatCount';
import { shortName } from '../config/shortName';
import {
  describeLimits,
  isWithinLimits,
  LIVE_SETTINGS,
  settingName,
  type LiveSetting,
  type LiveSettings,
} from '../protocol/liveSettings';
import { isLiveState } from '../protocol/runModel';
import { openRun } from '../runs/openRun';
import { say, type RunsOption, type SetOption } from './commands';
import { findRun } from './findRun';
import { formatCommand } from './format';
import { withClient } from './quietClient';
import { formatTable } from './table';
import { UsageError } from './usageError';
import { EXIT_CODES } from './watchRun';

interface Change {
  readonly setting: LiveSetting;
  readonly value: number;
}

/** `generatorBeta1=0.9`. @throws UsageError */
function parseChange(text: string): Change {
  const [name, value, ...others] = text.split('=');
  const setting = LIVE_SETTINGS.find((known) => known === name);
  if (setting === undefined || value === undefined || others.length > 0) {
    throw new UsageError(
      `--set wants setting=number, such as discriminatorSteps=2, not "${shortName(text)}". ${formatCommand('change')} lists the settings of the newest run.`,
    );
  }
  const number = value.trim() === '' ? NaN : Number(value);
  if (!isWithinLimits(setting, number)) {
    throw new UsageError(
      `--set ${setting} wants ${describeLimits(setting)}, not "${shortName(value)}".`,
    );
  }
  return { setting, value: number };
}

function listed(settings: LiveSettings): string {
  const rows = LIVE_SETTINGS.flatMap((setting) => {
    const value = settings[setting];
    return value === undefined ? [] : [[setting, String(value), settingName(setting)]];
  });
  return `${formatTable(rows)}\n`;
}

/** Without anything to set, lists the settings on standard output. */
export async function change(
  word: string | undefined,
  given: RunsOption & SetOption,
): Promise<number> {
  const changes = given.set.map(parseChange);
  const runDirectory = await findRun(word, given.runs);
  const { record, attachable, resumable } = await openRun(runDirectory);
  if (changes.length === 0) {
    process.stdout.write(listed(record.settings));
    return EXIT_CODES.good;
  }
  const missing = changes.find(({ setting }) => record.settings[setting] === undefined);
  if (missing !== undefined) {
    throw new UsageError(
      `The config of this run has no ${missing.setting}. It has: ${Object.keys(record.settings).join(', ')}.`,
    );
  }
  if (!attachable) {
    const where = isLiveState(record.state) ? `trains on ${record.host}` : 'does not train';
    say(`The run ${record.name} ${where}: its settings cannot be changed from here.`);
    if (resumable) say(`Resume with: ${formatCommand('resume', relative('.', runDirectory))}`);
    return EXIT_CODES.failed;
  }
  await withClient(runDirectory, async (client) => {
    for (const { setting, value } of changes) {
      const { effectiveFrom } = await client.call('changeSetting', setting, value);
      say(`${settingName(setting)} is ${value} from step ${formatCount(effectiveFrom)}.`);
    }
  });
  return EXIT_CODES.good;
}

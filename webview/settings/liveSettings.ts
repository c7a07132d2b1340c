import { html, nothing, type TemplateResult } from 'lit';
import {
  COMMON_SETTINGS,
  LIVE_SETTINGS,
  optimizerNumber,
  PLAYERS,
  type LiveSetting,
  type LiveSettings,
} from '../../src/protocol/liveSettings';
import type { Progress } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import { SettingField } from './settingField';
import { settingStrings as strings } from './strings';

type PlayerName = (typeof PLAYERS)[number];

const isCommon = (setting: LiveSetting) => COMMON_SETTINGS.some((common) => common === setting);

/** Whose the settings are that no optimizer has. */
function playerOf(setting: LiveSetting): PlayerName {
  const found = optimizerNumber(setting);
  if (found !== undefined) return found.player;
  return setting === 'generatorEmaDecay' ? 'generator' : 'discriminator';
}

/** Those that every run has are elsewhere. */
const OF_PLAYER: Readonly<Record<PlayerName, readonly LiveSetting[]>> = Object.fromEntries(
  PLAYERS.map((player) => [
    player,
    LIVE_SETTINGS.filter((setting) => !isCommon(setting) && playerOf(setting) === player),
  ]),
) as Record<PlayerName, LiveSetting[]>;

/** Fields for what can be changed while the run trains: three at hand, the others on request. */
export class LiveSettingFields {
  readonly #fields: ReadonlyMap<LiveSetting, SettingField>;

  constructor(context: PanelContext) {
    this.#fields = new Map(
      LIVE_SETTINGS.map((setting) => [
        setting,
        new SettingField(setting, context, !isCommon(setting)),
      ]),
    );
  }

  /** @param rates what schedules have made of the learning rates */
  common(
    settings: LiveSettings,
    disabled: boolean,
    rates: Progress['learningRates'],
  ): TemplateResult {
    const effective: Partial<Record<LiveSetting, number>> = {
      generatorLearningRate: rates?.generator,
      discriminatorLearningRate: rates?.discriminator,
    };
    return html`<div class="settings" role="group" aria-label=${strings.settings}>
      ${COMMON_SETTINGS.map((setting) => this.#view(setting, settings, disabled, effective[setting]))}
    </div>`;
  }

  more(settings: LiveSettings, disabled: boolean): TemplateResult | typeof nothing {
    const players = PLAYERS.filter((player) =>
      OF_PLAYER[player].some((setting) => settings[setting] !== undefined),
    );
    if (players.length === 0) return nothing;
    return html`<details class="more-settings">
      <summary>${strings.more}</summary>
      ${players.map(
        (player) =>
          html`<div class="settings" role="group" aria-label=${strings.players[player]}>
            <span class="settings-player" aria-hidden="true">${strings.players[player]}</span>
            ${OF_PLAYER[player].map((setting) => this.#view(setting, settings, disabled))}
          </div>`,
      )}
    </details>`;
  }

  #view(setting: LiveSetting, settings: LiveSettings, disabled: boolean, effective?: number) {
    const current = settings[setting];
    if (current === undefined) return nothing;
    return this.#fields.get(setting)?.view(current, disabled, effective);
  }
}

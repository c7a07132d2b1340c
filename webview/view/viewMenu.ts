import { html, type TemplateResult } from 'lit';
import { MAXIMUM_SMOOTHING, STEP_SCALES } from '../../src/protocol/panelProtocol';
import { VALUE_SCALES, type TableId, type ValueScale } from '../choices';
import type { PanelContext } from '../context';
import { strings } from '../strings';
import { menuChoice } from './cardMenu';

interface ViewMenu {
  readonly id: TableId;
  readonly context: PanelContext;
  /** How the values are spread now: another scale than the one chosen where that has no place for them. */
  readonly scale: ValueScale;
  /** Whether every value is positive. */
  readonly positive: boolean;
}

/** Axes and smoothing of a chart over steps. */
export function viewMenu({ id, context, scale, positive }: ViewMenu): TemplateResult {
  const { stepScale, smoothing, valueScales } = context.choices;
  const words = strings.menu;
  return html`${menuChoice(
      `${id}-values`,
      words.values,
      VALUE_SCALES.map((value) => ({
        value,
        label: words.scale[value],
        problem: value === 'log' && !positive ? words.notPositive : undefined,
      })),
      scale,
      (value) => context.choose({ valueScales: { ...valueScales, [id]: value } }),
    )}
    ${menuChoice(
      `${id}-steps`,
      words.steps,
      STEP_SCALES.map((value) => ({ value, label: words.scale[value] })),
      stepScale,
      (value) => context.choose({ stepScale: value }),
    )}
    <label class="menu-slider" title=${words.smoothingHelp}
      ><span>${words.smoothing}</span>
      <input
        type="range"
        min="0"
        max=${MAXIMUM_SMOOTHING}
        step="0.01"
        .value=${String(smoothing)}
        aria-valuetext=${words.smoothingValue(smoothing)}
        @input=${({ target }: InputEvent) => {
          if (target instanceof HTMLInputElement)
            context.choose({ smoothing: target.valueAsNumber });
        }}
      />
      <output>${words.smoothingValue(smoothing)}</output></label
    >`;
}

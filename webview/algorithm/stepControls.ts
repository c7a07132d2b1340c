import { html, nothing, type TemplateResult } from 'lit';
import type { PanelCommand } from '../../src/protocol/panelProtocol';
import type { Stepping, UpdatePlace } from '../../src/protocol/updates';
import { SLOW_MOTION_RATES } from '../choices';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import { icon } from '../view/icon';
import { keepPageStill } from '../view/toolbar';
import { algorithmStrings as strings } from './strings';

type StepCommand = Extract<
  PanelCommand,
  'singleDiscriminatorUpdate' | 'singleGeneratorUpdate' | 'singleStep'
>;

interface StepButton {
  readonly command: StepCommand;
  readonly icon: string;
  readonly label: string;
  readonly help: string;
  /** Why not now. */
  readonly refusal: string | undefined;
}

/** Buttons for a run that is held, slow motion for one that trains, and where it stands. */
export function stepControls(
  model: PanelModel,
  stepping: Stepping,
  context: PanelContext,
): TemplateResult {
  const paused = model.snapshot?.summary.state === 'paused';
  const simultaneous = model.snapshot?.summary.algorithm?.updateOrder === 'simultaneous';
  return html`<div class="step-controls" role="group" aria-label=${strings.controls}>
      <div class="commands">
        ${buttons(stepping, paused, simultaneous).map((one) => button(one, context))}
      </div>
      ${slowMotion(stepping, context)}
    </div>
    <p class="where">${whereItStands(stepping, paused, simultaneous)}</p>`;
}

function buttons(
  { next, updatesDone }: Stepping,
  paused: boolean,
  simultaneous: boolean,
): StepButton[] {
  const nextIs = strings.notNext(placeInRun(next, simultaneous));
  const unless = (fits: boolean): string | undefined =>
    paused ? (fits ? undefined : nextIs) : strings.notPaused;
  const last = simultaneous ? 'both' : 'singleGeneratorUpdate';
  const whole = updatesDone > 0 ? 'restOfStep' : 'wholeStep';
  return [
    {
      command: 'singleDiscriminatorUpdate',
      icon: 'debug-step-into',
      label: strings.buttons.singleDiscriminatorUpdate,
      help: strings.buttonHelp.singleDiscriminatorUpdate,
      refusal: unless(next.kind === 'discriminator'),
    },
    {
      command: 'singleGeneratorUpdate',
      icon: 'debug-step-out',
      label: strings.buttons[last],
      help: strings.buttonHelp[last],
      refusal: unless(next.kind !== 'discriminator'),
    },
    {
      command: 'singleStep',
      icon: 'debug-step-over',
      label: strings.buttons[whole],
      help: strings.buttonHelp[whole],
      refusal: unless(true),
    },
  ];
}

/** One that cannot be used now keeps the focus, and says why: the next press may be the right one. */
function button(
  { command, icon: name, label, help, refusal }: StepButton,
  context: PanelContext,
): TemplateResult {
  const press = (): void => {
    const { store } = context;
    if (refusal !== undefined || store.model.pending.includes(command)) return;
    store.markPending(command);
    context.post({ type: 'command', command });
    context.redraw();
  };
  return html`<vscode-button
    secondary
    class=${refusal === undefined ? '' : 'off'}
    aria-disabled=${refusal === undefined ? 'false' : 'true'}
    aria-description=${refusal ?? nothing}
    icon=${name}
    data-step=${command}
    title=${refusal ?? help}
    @keydown=${keepPageStill}
    @click=${press}
    >${label}</vscode-button
  >`;
}

function slowMotion(stepping: Stepping, context: PanelContext): TemplateResult {
  const on = stepping.slowMotion > 0;
  const pace = on ? stepping.slowMotion : context.choices.slowMotionRate;
  const post = (updatesPerSecond: number): void =>
    context.post({ type: 'slowMotion', updatesPerSecond });
  const choose = (event: Event): void => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const slowMotionRate = Number(event.target.value);
    context.choose({ slowMotionRate });
    if (on) post(slowMotionRate);
  };
  return html`<div class="slow-motion">
    <button
      type="button"
      class="text-toggle"
      aria-pressed=${on ? 'true' : 'false'}
      title=${strings.slowMotionHelp}
      @click=${() => post(on ? 0 : pace)}
    >
      ${icon('debug-line-by-line')}<span>${strings.slowMotion}</span>
    </button>
    <select aria-label=${strings.pace} @change=${choose}>
      ${SLOW_MOTION_RATES.map(
        (rate) =>
          html`<option value=${rate} ?selected=${rate === pace}>
            ${strings.paceOption(rate)}
          </option>`,
      )}
    </select>
  </div>`;
}

function placeInRun(place: UpdatePlace, simultaneous: boolean): string {
  return strings.ofStep(strings.place(place, simultaneous), place.step);
}

function whereItStands(
  { last, next, wholeStep, slowMotion: pace }: Stepping,
  paused: boolean,
  simultaneous: boolean,
): string {
  if (!paused && pace === 0) return strings.idle;
  const done =
    last === undefined
      ? []
      : [
          wholeStep === true
            ? strings.stepDone(last.step)
            : strings.done(placeInRun(last, simultaneous)),
        ];
  const inSameStep = last?.step === next.step;
  return [
    ...done,
    strings.next(inSameStep ? strings.place(next, simultaneous) : placeInRun(next, simultaneous)),
    ...(paused && pace > 0 ? [strings.waits] : []),
  ].join(' ');
}

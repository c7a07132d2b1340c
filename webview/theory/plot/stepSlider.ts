import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { strings } from '../../strings';
import { iconButton } from '../../view/icon';
import { theoryStrings } from '../strings';

interface StepSliderOptions {
  readonly step: number;
  readonly steps: number;
  readonly playing: boolean;
  readonly change: (step: number) => void;
  readonly play: () => void;
  readonly stop: () => void;
}

/** Which step is shown: a slider, and a button that goes through them. */
export function stepSlider(options: StepSliderOptions): TemplateResult {
  const { step, steps, playing, change, play, stop } = options;
  return html`<div class="film step-slider">
    ${iconButton({
      icon: playing ? 'debug-pause' : 'play',
      label: playing ? theoryStrings.stop : theoryStrings.play,
      press: playing ? stop : play,
    })}
    <input
      type="range"
      min="0"
      max=${steps}
      step="1"
      aria-label=${strings.axis.step}
      aria-valuetext=${strings.journal.step(step)}
      .value=${live(String(step))}
      @input=${(event: Event) => {
        stop();
        change(Number((event.currentTarget as HTMLInputElement).value));
      }}
    />
  </div>`;
}

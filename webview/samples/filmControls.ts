import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { strings } from '../strings';
import { icon, iconButton } from '../view/icon';
import type { Film } from './film';

/** What the parts are called; one film has grids, another distributions. */
interface FilmWords {
  readonly slider: string;
  readonly previous: string;
  readonly next: string;
  readonly play: string;
  readonly pause: string;
}

/** Play, previous, slider, next. */
export function filmControls(film: Film, words: FilmWords): TemplateResult {
  const { index, steps, playing, step = 0 } = film;
  const last = steps.length - 1;
  return html`<div class="film">
    ${iconButton({
      icon: playing ? 'debug-pause' : 'play',
      label: playing ? words.pause : words.play,
      disabled: last < 1,
      press: () => {
        if (playing) film.stop();
        else film.play();
      },
    })}
    ${iconButton({
      icon: 'chevron-left',
      label: words.previous,
      disabled: index <= 0,
      press: () => film.choose(index - 1),
    })}
    <input
      type="range"
      min="0"
      max=${Math.max(1, last)}
      step="1"
      .value=${live(String(index))}
      ?disabled=${last < 1}
      aria-label=${words.slider}
      aria-valuetext=${strings.samples.sliderValue(step)}
      @input=${(event: InputEvent) => {
        if (event.target instanceof HTMLInputElement) film.choose(event.target.valueAsNumber);
      }}
    />
    ${iconButton({
      icon: 'chevron-right',
      label: words.next,
      disabled: index >= last,
      press: () => film.choose(index + 1),
    })}
  </div>`;
}

/** Goes back to following the newest. */
export function latestButton(film: Film, help: string): TemplateResult {
  return html`<button
    type="button"
    class="text-toggle"
    aria-pressed=${film.followsLatest ? 'true' : 'false'}
    title=${help}
    ?disabled=${film.step === undefined}
    @click=${() => film.followLatest()}
  >
    ${icon('target')}<span>${strings.samples.latest}</span>
  </button>`;
}

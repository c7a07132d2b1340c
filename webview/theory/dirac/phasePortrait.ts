import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { velocity, type Point } from '../../../src/theory/dirac/game';
import type { DiracSetup, Trajectory } from '../../../src/theory/dirac/simulation';
import {
  dragging,
  linePath,
  makeFrame,
  pointerPlace,
  xTicks,
  yTicks,
  type Frame,
} from '../plot/frame';
import { REACH } from './diracSettings';

/** Arrows along each axis, their length where the force is largest, in pixels. */
const ARROWS = 13;
const ARROW_LENGTH = 26;

interface PhasePortrait {
  readonly setup: DiracSetup;
  readonly start: Point;
  readonly trajectory: Trajectory;
  /** The step on show. */
  readonly step: number;
  readonly width: number;
  readonly label: string;
  readonly move: (start: Point) => void;
}

/** θ to the right, ψ upwards: where the players are driven, and where they went. */
export function phasePortrait(portrait: PhasePortrait): TemplateResult {
  const { setup, trajectory, step, width, label } = portrait;
  const height = Math.min(460, Math.max(280, 0.7 * width));
  const margins = { left: 34, right: 14, top: 16, bottom: 24 };
  // As wide as it is high: circles are to be circles.
  const across = ((width - 48) / (height - 40)) * REACH * 1.08;
  const frame = makeFrame({
    ...{ width, height, margins },
    x: [-across, across],
    y: [-1.08 * REACH, 1.08 * REACH],
  });
  const ticks = [-2, -1, 0, 1, 2].map((at) => ({ at, text: String(at).replace('-', '−') }));
  const { theta, psi } = trajectory;
  const there = Math.min(step, theta.length - 1);
  return html`<svg
    class="figure portrait"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label=${label}
  >
    ${yTicks(frame, ticks, 'ψ')} ${xTicks(frame, ticks, 'θ')}
    <line
      class="axis-zero"
      x1=${frame.toX(0)}
      x2=${frame.toX(0)}
      y1=${frame.top}
      y2=${frame.bottom}
    />
    <clipPath id="portrait-area">
      <rect
        x=${frame.left}
        y=${frame.top}
        width=${frame.right - frame.left}
        height=${frame.bottom - frame.top}
      />
    </clipPath>
    <g clip-path="url(#portrait-area)">
      ${guard([setup, width], () => field(setup, frame, across))}
      <path
        class="trajectory"
        d=${linePath(frame, theta.subarray(0, there + 1), psi.subarray(0, there + 1))}
      />
      ${dots(frame, theta, psi, there)}
      <path
        class="equilibrium-cross"
        d="M${frame.toX(0) - 6} ${frame.toY(0)}h12M${frame.toX(0)} ${frame.toY(0) - 6}v12"
      />
    </g>
    ${now(frame, theta[there] ?? 0, psi[there] ?? 0)} ${handle(portrait, frame)}
  </svg>`;
}

/** Steps as dots while they can be told apart. */
function dots(
  frame: Frame,
  theta: Float64Array,
  psi: Float64Array,
  last: number,
): SVGTemplateResult {
  let path = '';
  for (let i = 1; i <= Math.min(last, 200); i += 1) {
    path += `M${frame.toX(theta[i] ?? 0).toFixed(1)} ${frame.toY(psi[i] ?? 0).toFixed(1)}h0`;
  }
  return svg`<path class="trajectory-dots" d=${path} />`;
}

function now(frame: Frame, theta: number, psi: number): SVGTemplateResult | undefined {
  const [x, y] = [frame.toX(theta), frame.toY(psi)];
  if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return undefined;
  return svg`<circle class="trajectory-now" cx=${x} cy=${y} r="5" />`;
}

/** Arrows along the velocity, longer where it is larger. */
function field(setup: DiracSetup, frame: Frame, across: number): SVGTemplateResult {
  const arrows: { readonly at: Point; readonly by: Point; readonly size: number }[] = [];
  const rows = ARROWS;
  const columns = Math.round((ARROWS * across) / REACH);
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j < rows; j += 1) {
      const at = {
        theta: across * ((2 * (i + 0.5)) / columns - 1),
        psi: 1.08 * REACH * ((2 * (j + 0.5)) / rows - 1),
      };
      const by = velocity(setup.game, at);
      arrows.push({ at, by, size: Math.hypot(by.theta, by.psi) });
    }
  }
  const largest = arrows.reduce((most, { size }) => Math.max(most, size), 1e-9);
  const paths = arrows.map(({ at, by, size }) => {
    const length = ARROW_LENGTH * Math.sqrt(size / largest);
    const [dx, dy] = [(by.theta / (size || 1)) * length, (-by.psi / (size || 1)) * length];
    const [x, y] = [frame.toX(at.theta) - dx / 2, frame.toY(at.psi) - dy / 2];
    const barb = (turn: number): string => {
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      return `l${(0.32 * (dx * cos - dy * sin)).toFixed(1)} ${(0.32 * (dx * sin + dy * cos)).toFixed(1)}`;
    };
    const tip = `M${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
    return `M${x.toFixed(1)} ${y.toFixed(1)}l${dx.toFixed(1)} ${dy.toFixed(1)}${tip}${barb(2.6)}${tip}${barb(-2.6)}`;
  });
  return svg`<path class="field" d=${paths.join('')} />`;
}

/** Where the players begin. The sliders do the same for the keyboard. */
function handle({ start, move }: PhasePortrait, frame: Frame): SVGTemplateResult {
  const within = (value: number): number =>
    Math.min(REACH, Math.max(-REACH, Math.round(value * 100) / 100));
  const grab = dragging((event) => {
    const { x, y } = pointerPlace(event, frame);
    move({ theta: within(frame.fromX(x)), psi: within(frame.fromY(y)) });
  });
  const [x, y] = [frame.toX(start.theta), frame.toY(start.psi)];
  return svg`<g class="handle start" aria-hidden="true" @pointerdown=${grab.down} @pointermove=${grab.move}>
    <circle class="reach" cx=${x} cy=${y} r="18" /><circle class="grip" cx=${x} cy=${y} r="7" />
  </g>`;
}

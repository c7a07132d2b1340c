/** Shows how training goes: a bar on a terminal, a line now and then elsewhere. */
import { SingleBar } from 'cli-progress';
import { formatCount } from '../config/formatCount';
import type { LiveSettings } from '../protocol/liveSettings';
import type { MetricRows, Progress, RunState } from '../protocol/runModel';
import { formatDuration, formatNumber, printable } from './format';

/** What there is to show. */
export interface Shown {
  readonly state: RunState;
  readonly progress: Progress;
  readonly settings: LiveSettings;
  readonly losses?: Losses;
}

export interface Losses {
  readonly discriminator: number;
  readonly generator: number;
}

/** Mean losses of the rows that came together: single steps jump about. */
export function meanLosses({ columns }: MetricRows): Losses {
  return {
    discriminator: mean(columns.discriminatorLoss),
    generator: mean(columns.generatorLoss),
  };
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Display {
  update(shown: Shown): void;
  /** A line that stays. */
  say(line: string): void;
  close(): void;
}

function describe({ state, progress, settings, losses }: Shown): string {
  const pace =
    state === 'running' && progress.stepsPerSecond > 0
      ? `${formatNumber(progress.stepsPerSecond)} steps/s`
      : state;
  const left =
    progress.secondsLeft === undefined ? '' : ` · ${formatDuration(progress.secondsLeft)} left`;
  const loss =
    losses === undefined
      ? ''
      : ` · loss D ${formatNumber(losses.discriminator)} G ${formatNumber(losses.generator)}`;
  return `${pace}${left}${loss} · k ${settings.discriminatorSteps}`;
}

/** A bar that is redrawn in place. */
class BarDisplay implements Display {
  private readonly bar: SingleBar;
  private started = false;

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.bar = new SingleBar({
      format: '{percentage}% [{bar}] {value}/{total} · {description}',
      formatValue: (value, _options, type) =>
        type === 'value' || type === 'total' ? formatCount(value) : String(value),
      barsize: 24,
      hideCursor: true,
      // Signals are handled by the command.
      gracefulExit: false,
      linewrap: null,
      stream,
    });
  }

  update(shown: Shown): void {
    const { step, steps } = shown.progress;
    const payload = { description: describe(shown) };
    if (this.started) this.bar.update(step, payload);
    else this.bar.start(steps, step, payload);
    this.started = true;
  }

  say(line: string): void {
    this.stream.write(`\r\u001b[K${printable(line)}\n`);
  }

  close(): void {
    if (this.started) this.bar.stop();
  }
}

/** For logs: no line says less than five seconds of training. */
class LineDisplay implements Display {
  private lastTime = -Infinity;
  private static readonly everyMs = 5000;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  update(shown: Shown): void {
    const now = performance.now();
    if (now - this.lastTime < LineDisplay.everyMs) return;
    this.lastTime = now;
    const { step, steps } = shown.progress;
    this.say(`step ${formatCount(step)}/${formatCount(steps)} · ${describe(shown)}`);
  }

  say(line: string): void {
    this.stream.write(`${printable(line)}\n`);
  }

  close(): void {
    // Nothing to tidy up.
  }
}

export function createDisplay(stream: NodeJS.WriteStream): Display {
  return stream.isTTY ? new BarDisplay(stream) : new LineDisplay(stream);
}

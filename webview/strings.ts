/**
 * Every sentence of the panel in one place, so that another language is another object of the same type; names of settings
 * are those of the protocol.
 */
import { settingName } from '../src/protocol/liveSettings';
import type { PanelCommand } from '../src/protocol/panelProtocol';
import type { JournalEvent, RunState } from '../src/protocol/runModel';
import {
  formatDuration,
  formatInteger,
  formatPercent,
  formatSetting,
  formatShort,
  formatValue,
} from './format';

import { balanceStrings } from './balance/strings';
import { distributionStrings, valueStrings } from './distributions/strings';
import { inspectorStrings } from './inspector/strings';

/** Those of the toolbar. */
type Command = Exclude<
  PanelCommand,
  'changeSetting' | 'slowMotion' | 'singleDiscriminatorUpdate' | 'singleGeneratorUpdate'
>;

export const strings = {
  state: {
    starting: 'Starting',
    running: 'Running',
    paused: 'Paused',
    stopping: 'Stopping',
    completed: 'Completed',
    stopped: 'Stopped',
    failed: 'Failed',
    diverged: 'Diverged',
  } satisfies Record<RunState, string>,
  announceState: (name: string, state: string) => `${name}: ${state}`,

  waiting: {
    title: 'Waiting for the run',
    text: 'The panel opens as soon as the run directory has been read.',
    slow: 'This takes longer than usual. The log says what is going on.',
  },
  gone: {
    title: 'The run cannot be read any more',
    advice:
      'If it was moved or deleted, close this panel. If it is on a shared disk, the panel continues when the disk is back.',
    stale: 'Below is what was read before.',
  },
  noCard: {
    title: (card: string) => `This run has no card “${card}”`,
    density:
      'It needs data of known density in one or two dimensions, such as “Ring of 8 Gaussians” of GAN: New Config.',
    other: 'This run has not recorded what it shows.',
    balance: 'Balance of the players',
    dismiss: 'Dismiss',
  },
  disconnected: {
    title: 'The training process does not answer',
    resumable:
      'Below is what it wrote to the run directory. Resume from the last checkpoint to go on.',
    lost: 'Below is what it wrote to the run directory. The log may say why it is gone.',
  },
  silent: (seconds: number) =>
    `Nothing heard from the training process for ${formatDuration(seconds)}.`,
  ended: {
    failed:
      'The log has the details. Resume from the checkpoint, if there is one, or correct the config and train again.',
    diverged:
      'Resume from the checkpoint and change the rates or k at once, or correct the config and train again.',
    stopped: 'Nothing is lost: a checkpoint was written at the last step.',
  },
  showLog: 'Show Log',
  reveal: 'Reveal',
  revealHelp: 'Show the folder of the saved model',

  progress: {
    label: 'Training progress',
    step: (step: number, steps: number) => `Step ${formatInteger(step)} of ${formatInteger(steps)}`,
    share: (step: number, steps: number) => formatPercent(steps === 0 ? 0 : step / steps),
    rate: (stepsPerSecond: number) => `${formatShort(stepsPerSecond)} steps/s`,
    timeLeft: (seconds: number) => `${formatDuration(seconds)} left`,
  },

  details: {
    title: 'Device, data and conventions',
    device: 'Device',
    threads: (threads: number) =>
      `${formatInteger(threads)} ${threads === 1 ? 'thread' : 'threads'}`,
    reason: 'Why this device',
    fallback: 'Slower than asked for',
    candidates: 'Devices tried',
    candidateColumns: { device: 'Device', time: 'ms per step', note: 'Note' },
    notTimed: '–',
    data: 'Data',
    parameters: 'Parameters',
    parameterCounts: (generator: string, discriminator: string) =>
      `generator ${generator}, discriminator ${discriminator}`,
    convention: 'Conventions',
    directory: 'Run directory',
  },

  commands: {
    pause: 'Pause',
    resume: 'Resume',
    singleStep: 'Step',
    stop: 'Stop',
    saveModel: 'Save Model',
    resumeFromCheckpoint: 'Resume from Checkpoint',
  } satisfies Record<Command, string>,
  commandHelp: {
    pause: 'Hold training after the current step',
    resume: 'Go on training',
    singleStep: 'Train one step (k discriminator updates, one generator update) and hold again',
    stop: 'End the run after writing a checkpoint',
    saveModel:
      'Write both networks to the run directory, for use elsewhere; of an ended run, those of its last checkpoint',
    resumeFromCheckpoint: 'Start a training process that goes on from the last checkpoint',
  } satisfies Record<Command, string>,
  controls: 'Training controls',

  whyDisabled: {
    disconnected: 'Controls need a running training process; none answers.',
    starting: 'Controls work once the first step has begun.',
    stopping: 'The run is ending: a checkpoint is being written.',
    ended: 'The run has ended, so its settings can no longer change.',
    resumable: 'The run has ended. Resume it to change its settings.',
  },

  series: {
    discriminatorLoss: 'Discriminator',
    generatorLoss: 'Generator',
    meanRealOutput: 'Real, mean D(x)',
    meanFakeOutput: 'Fake, mean D(G(z))',
    value: 'V(D, G)',
    optimalValue: 'C(G), V at the best D',
    discriminatorGradientNorm: 'Discriminator',
    generatorGradientNorm: 'Generator',
    realAccuracy: 'Real',
    fakeAccuracy: 'Fake',
    discriminatorUpdateRatio: 'Discriminator',
    generatorUpdateRatio: 'Generator',
    generatorGain: 'Loss in use',
    otherGeneratorGain: 'The other log loss',
    generatorEffectiveShare: 'Share of the fakes it comes from',
    realGain: 'Real',
    fakeGain: 'Fake',
    discriminatorObjective: 'All that D minimises',
    discriminatorPenalty: 'Regularizers',
    discriminatorMilliseconds: 'Discriminator, all k updates',
    generatorMilliseconds: 'Generator',
    trainingOutput: 'Trained on',
    heldOutOutput: 'Held out',
  },
  seriesToggle: (name: string) => `Show ${name}`,
  histogramSeries: { real: 'Real, D(x)', fake: 'Fake, D(G(z))' },

  losses: {
    title: 'Losses',
    unit: 'nats',
    help: 'At the equilibrium D cannot tell real from fake, and both losses sit on their dotted lines. Necessary, not sufficient: look at the samples too. Drag over a range of steps to zoom in; click a step to look back at it.',
    equilibrium: (name: string, formula: string, value: number, unit: string) =>
      (formula === formatSetting(value)
        ? `${name} at equilibrium: ${formula} ${unit}`
        : `${name} at equilibrium: ${formula} ≈ ${formatValue(value)} ${unit}`
      ).trimEnd(),
    equilibriumShort: (formula: string, value: number) =>
      formula === formatSetting(value) ? formula : `${formula} ≈ ${formatValue(value)}`,
  },
  outputs: {
    title: 'Discriminator outputs',
    unit: 'mean over a minibatch',
    help: 'How real the discriminator takes each side to be. Far apart: it tells them apart easily. Together: it cannot.',
    equilibrium: (output: number) =>
      `At equilibrium: ${output === 0.5 ? '½' : formatSetting(output)}`,
  },
  histogram: {
    title: 'Discriminator outputs on one minibatch',
    unit: 'share of the minibatch',
    help: 'Real samples to the right and fakes to the left: the discriminator wins. Both heaped up in one place: it is guessing.',
    axis: 'output of D (0 = fake, 1 = real)',
    scoreAxis: 'output of D (higher = more real)',
    caption: (real: number, fake: number, step: number) =>
      `${formatInteger(real)} real and ${formatInteger(fake)} fake samples, step ${formatInteger(step)}`,
  },
  band: 'The shaded band runs from the lowest to the highest value of the steps that share a point.',

  axis: { step: 'step' },
  zoom: {
    in: 'Zoom In (+)',
    out: 'Zoom Out (−)',
    earlier: 'Earlier Steps (Shift+←)',
    later: 'Later Steps (Shift+→)',
    reset: 'Show Whole Run (Escape)',
    hint: 'Drag to zoom, drag the axis to move, click to look back at a step. Keys: arrows move the cursor, Enter pins it, Escape goes back to the newest step and then to the whole run; plus and minus zoom, Shift with an arrow moves.',
    shown: (from: number, to: number) => `Steps ${formatInteger(from)} to ${formatInteger(to)}`,
  },
  tooltip: {
    steps: (from: number, to: number) =>
      to > from
        ? `Steps ${formatInteger(from)}–${formatInteger(to)}`
        : `Step ${formatInteger(from)}`,
    value: (name: string, mean: number, low: number, high: number) =>
      low === high
        ? `${name}: ${formatValue(mean)}`
        : `${name}: ${formatValue(mean)}  (${formatValue(low)} to ${formatValue(high)})`,
    smooth: (value: number) => `smoothed ${formatValue(value)}`,
  },
  cursor: {
    label: 'Step looked back at',
    pinned: (step: number) => `Step ${formatInteger(step)}`,
    atStep: (step: number) => `step ${formatInteger(step)}`,
    earlier: 'Kept Step Before',
    later: 'Kept Step After',
    latestHelp: 'Show the newest everywhere (Escape in a chart)',
    spoken: (step: number, values: readonly string[]) =>
      `Step ${formatInteger(step)}: ${values.join('; ')}`,
  },
  export: {
    label: 'Save the chart as it is on screen',
    samples: 'Save the samples',
    notDrawn: 'There is no picture to save yet: it has not come, or it cannot be read.',
    items: {
      svg: 'Save as SVG…',
      png: 'Save as PNG, White…',
      pngTheme: 'Save as PNG, Theme Colors…',
      csv: 'Save Data as CSV…',
      grid: 'Save Grid as PNG…',
      film: 'Export Film: GIF, Sheet or PNG Files…',
    },
  },
  menu: {
    open: (title: string) => `View and Export: ${title}`,
    values: 'Values',
    steps: 'Steps, in all charts',
    scale: { linear: 'linear', log: 'logarithmic', symlog: 'symmetric log' },
    notPositive: 'A logarithm needs values above 0; the symmetric one takes all.',
    smoothing: 'Smoothing, in all charts',
    smoothingHelp:
      'Exponential moving average over the points of the chart, corrected for its start: s ← β·s + (1 − β)·x, drawn s ⁄ (1 − βⁿ). The points themselves stay faintly behind.',
    smoothingValue: (beta: number) => (beta === 0 ? 'off' : beta.toFixed(2)),
    smoothed: (beta: number) => `Smoothed, β = ${beta.toFixed(2)}; the points faintly behind`,
  },
  notFinite: 'not finite',
  undefinedValue: '–',

  table: {
    toggle: (title: string) => `Show Table: ${title}`,
    region: (title: string) => `Table: ${title}`,
    fromStep: 'from step',
    low: 'low',
    mean: 'mean',
    high: 'high',
    smooth: 'smoothed',
    outputFrom: 'D from',
    outputTo: 'to',
    real: 'real samples',
    fake: 'fake samples',
  },

  summary: {
    empty: (title: string, why = 'Nothing measured yet.') => `${title}. ${why}`,
    curves: (title: string, from: number, to: number, parts: readonly string[]) =>
      `${title}, steps ${formatInteger(from)} to ${formatInteger(to)}. Latest: ${parts.join('; ')}.`,
    value: (name: string, value: number) =>
      `${name} ${Number.isFinite(value) ? formatValue(value) : 'not finite'}`,
    equilibrium: (value: number) => ` (equilibrium ${formatValue(value)})`,
    histogram: (step: number, middle: number, realAbove: number, fakeAbove: number) =>
      `Outputs of the discriminator at step ${formatInteger(step)}: above ${middle === 0.5 ? '½' : formatValue(middle)} for ${formatPercent(realAbove)} of the real and ${formatPercent(fakeAbove)} of the fake samples.`,
  },
  emptyChart: {
    reading: 'Reading the steps…',
    soon: 'The first steps will appear here.',
    never: 'The run ended before its first step.',
    unreadable:
      'No step can be read: metrics.arrows in the run directory is missing or damaged. The log says more.',
    notMeasured: 'Nothing was measured in the steps shown.',
  },

  dataWarnings: 'About the data',

  journal: {
    title: (count: number) => `Changes (${formatInteger(count)})`,
    step: (step: number) => `Step ${formatInteger(step)}`,
    edit: (setting: string, from: number, to: number) =>
      `${setting} ${formatSetting(from)} → ${formatSetting(to)}`,
    describe: (event: JournalEvent) => describeEvent(event),
  },

  help: (title: string) => `Explain: ${title}`,

  balance: balanceStrings,
  distribution: distributionStrings,
  value: valueStrings,
  inspector: inspectorStrings,

  samples: {
    real: 'Real',
    generated: 'Generated',
    densityHelp:
      'The generator draws these from the same latent vectors every time. It has learned the density once its samples cover the real ones, and nothing else.',
    title: 'Samples',
    unit: 'always the same latents',
    help: 'The generator draws these from the same latent vectors every time, so the grids can be compared.',
    empty: 'The first grid appears at the first evaluation.',
    none: 'No grid was kept.',
    loading: (step: number) => `Reading the grid of step ${formatInteger(step)}…`,
    problem: (step: number, problem: string) =>
      `The grid of step ${formatInteger(step)} cannot be shown: ${problem}`,
    label: (step: number, columns: string | undefined) =>
      columns === undefined
        ? `Grid of generated samples at step ${formatInteger(step)}`
        : `Grid of generated samples at step ${formatInteger(step)}. ${columns}`,
    classHelp:
      'Each column is a class, each row a latent vector: the generator draws the same ones every time, so the grids can be compared. It heeds the class once every column shows its own.',
    columns: (names: readonly string[], count: number) =>
      names.length === count
        ? `Columns by class: ${names.join(', ')}`
        : `Columns by class, the first ${formatInteger(names.length)} of ${formatInteger(count)}: ${names.join(', ')}`,
    caption: (step: number, index: number, count: number) =>
      `Step ${formatInteger(step)} · grid ${formatInteger(index + 1)} of ${formatInteger(count)}`,
    slider: 'Step of the grid',
    sliderValue: (step: number) => `Step ${formatInteger(step)}`,
    previous: 'Previous Grid',
    next: 'Next Grid',
    play: 'Play',
    pause: 'Stop Playing',
    latest: 'Latest',
    latestHelp: 'Always show the newest grid',
  },
};

function describeEvent(event: JournalEvent): string {
  switch (event.type) {
    case 'edit':
      return `${settingName(event.setting)} ${formatSetting(event.from)} → ${formatSetting(event.to)}, from step ${formatInteger(event.effectiveFrom)}`;
    case 'state': {
      const change = `${strings.state[event.from]} → ${strings.state[event.to]}`;
      return event.reason === undefined ? change : `${change}: ${event.reason}`;
    }
    case 'samples':
      return 'Samples kept';
    case 'checkpoint':
      return 'Checkpoint written';
    case 'export':
      return 'Model saved';
    case 'warning':
    case 'error':
      return event.message;
  }
}

/** What runs in the page: the host's end of the link, and the clock of its frames. Each function stands alone. */
import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import type { Answers } from './fullRun';

export interface FrameTimes {
  /** Milliseconds between two animation frames. */
  readonly intervals: readonly number[];
  /** Milliseconds of each task of the page's thread of more than 50. */
  readonly longTasks: readonly number[];
}

export interface HostOptions {
  readonly answers: Answers;
  /** Milliseconds from a question to its answer. */
  readonly latency: number;
  readonly snapshot: PanelSnapshot;
}

interface FrameClock {
  readonly at: number[];
  readonly longTasks: number[];
  readonly observer: PerformanceObserver;
}

declare global {
  interface Window {
    benchFrames: FrameClock | undefined;
    benchHost: HostOptions & { send: (payload: object) => void; streaming: boolean };
  }
}

export function startFrames(): void {
  const [at, longTasks]: number[][] = [[], []];
  const observer = new PerformanceObserver((list) => {
    longTasks?.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: 'longtask' });
  const clock: FrameClock = { at: at ?? [], longTasks: longTasks ?? [], observer };
  window.benchFrames = clock;
  const tick = (time: number): void => {
    if (window.benchFrames !== clock) return;
    clock.at.push(time);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

export function readFrames(): FrameTimes {
  const { at, longTasks, observer } = window.benchFrames!;
  window.benchFrames = undefined;
  observer.disconnect();
  return { intervals: at.slice(1).map((time, i) => time - (at[i] ?? time)), longTasks };
}

/** Answers as the extension does, in the page itself: what is measured is the page alone. */
export function installHost(options: HostOptions): void {
  const { answers, latency, snapshot } = options;
  let sequence = 0;
  const send = (payload: object): void => {
    sequence += 1;
    const data: unknown = structuredClone({ ...payload, sequence });
    window.dispatchEvent(new MessageEvent('message', { data }));
  };
  const answerTo = (type: string, step: number): object | undefined => {
    const at = (step / 200) % answers.grids.length;
    switch (type) {
      case 'requestSamples':
        return { type: 'samples', step, png: answers.grids[at] };
      case 'requestHistogram':
        return { type: 'keptHistogram', step, histogram: { ...answers.histograms[at], step } };
      case 'requestDistribution':
        return {
          ...{ type: 'distribution', step },
          distribution: { ...answers.distributions[at], step },
        };
      default:
        return undefined;
    }
  };
  window.harnessNotify = (message) => {
    const { type, step = 0 } = message as { type: string; step?: number };
    const answer = answerTo(type, step);
    if (answer !== undefined) setTimeout(() => send(answer), latency);
    return Promise.resolve();
  };
  window.benchHost = { ...options, send, streaming: false };
  send({ type: 'snapshot', snapshot });
}

/** What the extension posts of a run that trains, once a second, until the time is up or `streaming` is false. */
export async function streamUpdates(milliseconds: number): Promise<void> {
  const { snapshot, answers, send } = window.benchHost;
  const host = window.benchHost;
  host.streaming = true;
  const goesOn = (): boolean => host.streaming && performance.now() < end;
  const end = performance.now() + milliseconds;
  let { step } = snapshot.progress;
  for (let round = 0; goesOn(); round++) {
    step += 800;
    const at = round % answers.grids.length;
    send({ type: 'progress', progress: { ...snapshot.progress, step } });
    send({ type: 'curves', curves: { ...snapshot.curves, toStep: step } });
    send({ type: 'histogram', histogram: { ...answers.histograms[at], step } });
    send({ type: 'balance', balance: { ...snapshot.balance } });
    send({ type: 'history', history: { ...snapshot.history, toStep: step } });
    send({ type: 'evaluations', evaluations: snapshot.evaluations.map((one) => ({ ...one })) });
    send({ type: 'distributionNow', distribution: { ...answers.distributions[at], step } });
    send({ type: 'sampleAdded', step });
    send({ type: 'distributionAdded', step });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

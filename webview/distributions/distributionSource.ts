import type { Distribution, DistributionFigures } from '../../src/protocol/distribution';
import type { PanelContext } from '../context';
import { Film } from '../samples/film';
import type { DistributionReply, PanelModel } from '../store';

/** Distributions kept at most, of about a hundred kilobytes each. */
const KEPT = 32;
/** A request without an answer by then counts as lost. */
const REQUEST_TIMEOUT_MS = 5000;

/** A distribution as it came, or why there is none. */
type Answer = { readonly distribution: Distribution } | { readonly problem: string };

/** Which distribution the cards show: the newest, or the one kept near the cursor, asked of the host. */
export class DistributionSource {
  readonly film: Film;
  readonly #context: PanelContext;
  /** Oldest use first. */
  readonly #answers = new Map<number, Answer>();
  #requested: { readonly step: number; readonly at: number } | undefined;
  /** The newest that came without having been asked for, and what is made of it. */
  #received: Distribution | undefined;
  #now: Distribution | undefined;
  #shown: Distribution | undefined;
  #problem: string | undefined;

  constructor(context: PanelContext) {
    this.#context = context;
    this.film = new Film(context.cursor);
    context.store.onDistribution((reply) => this.#receive(reply));
    context.store.onSnapshot(() => {
      this.#requested = undefined;
      for (const [step, answer] of this.#answers) {
        if ('problem' in answer) this.#answers.delete(step);
      }
    });
  }

  /** What is on show; the one before while the next is on its way. */
  get shown(): Distribution | undefined {
    return this.#shown;
  }

  /** Why the one wanted is not on show. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** To be called before the page is drawn. */
  update({ snapshot }: PanelModel): void {
    const steps = snapshot?.distributionSteps ?? [];
    this.film.setSteps(steps);
    const now = snapshot?.distribution;
    const last = steps.at(-1);
    if (this.film.followsLatest && now !== undefined && now.step >= (last ?? 0)) {
      if (this.#received !== now) this.#now = withNumbers(now);
      this.#received = now;
      if (this.#now !== undefined) this.#show({ distribution: this.#now });
      return;
    }
    const { step } = this.film;
    const answer = step === undefined ? undefined : this.#want(step);
    if (answer !== undefined) this.#show(answer);
  }

  #show(answer: Answer): void {
    this.#problem = 'problem' in answer ? answer.problem : undefined;
    if ('distribution' in answer) this.#shown = answer.distribution;
  }

  #want(step: number): Answer | undefined {
    const answer = this.#answers.get(step);
    if (answer !== undefined) {
      this.#answers.delete(step);
      this.#answers.set(step, answer);
      return answer;
    }
    const now = performance.now();
    // One at a time: dragging a slider over hundreds asks for those it rests on.
    if (this.#requested === undefined || now - this.#requested.at > REQUEST_TIMEOUT_MS) {
      this.#requested = { step, at: now };
      this.#context.post({ type: 'requestDistribution', step });
    }
    return undefined;
  }

  #receive({ step, distribution, problem = '' }: DistributionReply): void {
    this.#requested = undefined;
    this.#answers.set(
      step,
      distribution === undefined ? { problem } : { distribution: withNumbers(distribution) },
    );
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= KEPT) break;
      this.#answers.delete(oldest);
    }
    this.#context.redraw();
  }
}

/** Messages of VS Code are JSON but for their arrays: what is not a number arrives as null. */
function withNumbers(distribution: Distribution): Distribution {
  const figures = Object.fromEntries(
    Object.entries<number | null>(distribution.figures).map(([name, value]) => [
      name,
      value ?? Number.NaN,
    ]),
  ) as DistributionFigures;
  return { ...distribution, figures };
}

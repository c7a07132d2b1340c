import type { Distribution, DistributionFigures } from '../../src/protocol/distribution';
import type { PanelContext } from '../context';
import { Film } from '../samples/film';
import { StepAnswers, type Answer } from '../stepAnswers';
import type { DistributionReply, PanelModel } from '../store';

/** Distributions kept at most, of about a hundred kilobytes each. */
const KEPT = 32;

/** Which distribution the cards show: the newest, or the one kept near the cursor, asked of the host. */
export class DistributionSource {
  readonly film: Film;
  readonly #context: PanelContext;
  readonly #answers: StepAnswers<Distribution>;
  /** The newest that came without having been asked for, and what is made of it. */
  #received: Distribution | undefined;
  #now: Distribution | undefined;
  #shown: Distribution | undefined;
  #problem: string | undefined;

  constructor(context: PanelContext) {
    this.#context = context;
    this.film = new Film(context.cursor);
    this.#answers = new StepAnswers(
      (step) => context.post({ type: 'requestDistribution', step }),
      KEPT,
    );
    context.store.onDistribution((reply) => this.#receive(reply));
    context.store.onSnapshot(() => this.#answers.restart());
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
      if (this.#now !== undefined) this.#show({ value: this.#now });
      return;
    }
    const { step } = this.film;
    const answer = step === undefined ? undefined : this.#answers.want(step);
    if (answer !== undefined) this.#show(answer);
  }

  #show(answer: Answer<Distribution>): void {
    this.#problem = 'problem' in answer ? answer.problem : undefined;
    if ('value' in answer) this.#shown = answer.value;
  }

  #receive({ step, distribution, problem = '' }: DistributionReply): void {
    this.#answers.receive(
      step,
      distribution === undefined ? { problem } : { value: withNumbers(distribution) },
    );
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

/** A request without an answer by then counts as lost. */
const REQUEST_TIMEOUT_MS = 5000;

/** What was kept of a step, or why it cannot be shown. */
export type Answer<T> = { readonly value: T } | { readonly problem: string };

/**
 * What the host reads of the run directory by step. One request at a time: dragging a slider over hundreds of steps
 * asks for those it rests on. Those looked at last are kept.
 */
export class StepAnswers<T> {
  readonly #ask: (step: number) => void;
  readonly #limit: number;
  /** Oldest use first. */
  readonly #answers = new Map<number, Answer<T>>();
  #requested: { readonly step: number; readonly at: number } | undefined;

  /** @param limit answers kept at most */
  constructor(ask: (step: number) => void, limit: number) {
    this.#ask = ask;
    this.#limit = limit;
  }

  /** The answer if it is here; asks for it otherwise. */
  want(step: number): Answer<T> | undefined {
    const answer = this.#answers.get(step);
    if (answer !== undefined) {
      this.#answers.delete(step);
      this.#answers.set(step, answer);
      return answer;
    }
    const now = performance.now();
    if (this.#requested === undefined || now - this.#requested.at > REQUEST_TIMEOUT_MS) {
      this.#requested = { step, at: now };
      this.#ask(step);
    }
    return undefined;
  }

  receive(step: number, answer: Answer<T>): void {
    this.#requested = undefined;
    this.#answers.set(step, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#limit) break;
      this.#answers.delete(oldest);
    }
  }

  /** Replies may have been lost, and what could not be read may be readable again. */
  restart(): void {
    this.#requested = undefined;
    for (const [step, answer] of this.#answers) {
      if ('problem' in answer) this.#answers.delete(step);
    }
  }
}

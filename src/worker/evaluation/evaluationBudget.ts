/**
 * A share of the training time: an evaluation is allowed as long as those before it have been earned. So the share is
 * never exceeded by more than the last one.
 */
export class EvaluationBudget {
  private spent = 0;

  /** @param share of the training time, 0 … 1 */
  constructor(private readonly share: number) {}

  /** @param trainingSeconds since the run was started or taken up again */
  allows(trainingSeconds: number): boolean {
    return this.spent <= this.share * trainingSeconds;
  }

  /** Seconds of training until the next is allowed; infinite where nothing ever earns it. */
  secondsLeft(trainingSeconds: number): number {
    if (this.allows(trainingSeconds)) return 0;
    return this.spent / this.share - trainingSeconds;
  }

  spend(seconds: number): void {
    this.spent += seconds;
  }
}

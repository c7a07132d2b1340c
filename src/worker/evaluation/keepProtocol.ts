/** The link between the evaluating process and the thread of it that keeps `evaluation.json`. */
import type { EvaluationOutcome, EvaluationRecord } from '../../runs/evaluationFile';

/** Evaluating process → thread. */
export interface KeepFunctions {
  /** Must come first. @throws Error with a message for the user when the run is being evaluated already */
  begin(runDirectory: string, id: string): Promise<void>;
  tell(news: Pick<EvaluationRecord, 'step' | 'message'>): void;
  /** Resolves with a sentence when the evaluation is to end; the process is killed if it does not soon. */
  givenUp(): Promise<string>;
  /** Must come last. */
  end(outcome: EvaluationOutcome): Promise<void>;
}

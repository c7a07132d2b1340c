/** Evaluates a run so that its directory tells of it, whoever looks. */
import type { EvaluatedRun } from '../../protocol/evaluationModel';
import type { EvaluationOutcome } from '../../runs/evaluationFile';
import { describeFully, log } from '../log';
import { startThread } from '../startThread';
import type { Surroundings } from '../surroundings';
import type { KeepFunctions } from './keepProtocol';

/** Hears how far it has come. */
export type Evaluating = Surroundings & { readonly tellStep: (step: number) => void };

/** Somebody gave the evaluation up. */
class GivenUp extends Error {}

/**
 * @param id of the evaluation
 * @throws Error with a message for the user: the run is being evaluated already, this was given up, or failed
 */
export async function keepEvaluation(
  runDirectory: string,
  id: string,
  surroundings: Surroundings,
  evaluate: (evaluating: Evaluating) => Promise<EvaluatedRun>,
): Promise<EvaluatedRun> {
  // It ends with the process, which it has to see to the end of.
  const { functions } = startThread<KeepFunctions>('keepThread.js', 'evaluation');
  await functions.begin(runDirectory, id);
  const evaluating: Evaluating = {
    ...surroundings,
    tellStatus: (message, passing) => {
      surroundings.tellStatus(message, passing);
      void functions.tell({ message });
    },
    tellStep: (step) => void functions.tell({ step }),
  };
  // What was found, or what went wrong, is told all the same where that cannot be written.
  const end = (outcome: EvaluationOutcome): Promise<void> =>
    functions.end(outcome).catch((error: unknown) => log(describeFully(error)));
  try {
    const evaluated = await Promise.race([
      evaluate(evaluating),
      functions.givenUp().then((reason) => Promise.reject(new GivenUp(reason))),
      signalled(),
    ]);
    await end({ state: 'done', notes: evaluated.warnings });
    return evaluated;
  } catch (error) {
    await end(outcomeOf(error));
    throw error;
  }
}

function outcomeOf(error: unknown): EvaluationOutcome {
  if (error instanceof GivenUp) return { state: 'canceled' };
  return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
}

/** Rejects when the process is asked to end. */
function signalled(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new GivenUp(`The evaluation was ended by ${signal}.`)));
    }
  });
}

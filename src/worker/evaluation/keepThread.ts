/**
 * Entry of the thread that keeps `evaluation.json`. Metrics occupy the process for many seconds at a time; meanwhile it
 * has to say that it lives, and to end when somebody wants that.
 */
import {
  beatEvaluation,
  beginEvaluation,
  endEvaluation,
  EVALUATION_BEAT_MS,
  type EvaluationOutcome,
  type EvaluationRecord,
} from '../../runs/evaluationFile';
import { serveThread } from '../serveThread';
import type { KeepFunctions } from './keepProtocol';

/** As long as the process gets to end by itself: it tells whoever has started it why. */
const LAST_WORDS_MS = 2000;

type News = Pick<EvaluationRecord, 'step' | 'message'>;

class Keeper {
  private news: News | undefined;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private giveUp: (reason: string) => void = () => undefined;
  readonly givenUp = new Promise<string>((resolve) => (this.giveUp = resolve));

  constructor(private readonly run: readonly [directory: string, id: string]) {
    this.beatLater();
  }

  tell(news: News): void {
    this.news = { ...this.news, ...news };
  }

  async end(outcome: EvaluationOutcome): Promise<void> {
    clearTimeout(this.timer);
    await this.beating;
    clearTimeout(this.timer);
    // One that is soon over has not written it yet.
    const { step } = this.untold() ?? {};
    await endEvaluation(...this.run, { ...(step !== undefined && { step }), ...outcome });
  }

  private untold(): News | undefined {
    const { news } = this;
    this.news = undefined;
    return news;
  }

  private beatLater(): void {
    this.timer = setTimeout(() => {
      this.beating = this.beat();
    }, EVALUATION_BEAT_MS);
  }

  private async beat(): Promise<void> {
    const news = this.untold();
    try {
      const reason = await beatEvaluation(...this.run, news);
      if (reason !== undefined) {
        this.giveUp(reason);
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_WORDS_MS);
        return;
      }
    } catch {
      // The disk is full or away for a while: that is no reason to give up.
      this.tell({ ...news, ...this.untold() });
    }
    this.beatLater();
  }
}

function keepFunctions(): KeepFunctions {
  let keeper: Keeper | undefined;
  const begun = (): Keeper => {
    if (keeper === undefined) throw new Error('No evaluation has begun.');
    return keeper;
  };
  return {
    async begin(...run) {
      await beginEvaluation(...run);
      keeper = new Keeper(run);
    },
    tell: (news) => begun().tell(news),
    givenUp: () => begun().givenUp,
    end: (outcome) => begun().end(outcome),
  };
}

serveThread(keepFunctions());

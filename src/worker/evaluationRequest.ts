import * as z from 'zod';
import { METRIC_FAMILIES } from '../config/evaluationSchema';
import {
  EVALUATION_SAMPLES,
  type EvaluationRequest,
  REQUESTED_FAMILIES,
} from '../protocol/evaluationModel';

/** What the launcher passes on the command line, as JSON. */
export const evaluationRequestSchema: z.ZodType<EvaluationRequest> = z.object({
  samples: z.int().min(EVALUATION_SAMPLES.least).max(EVALUATION_SAMPLES.most),
  families: z.union([
    z.literal('auto'),
    z.array(z.enum([...METRIC_FAMILIES, ...REQUESTED_FAMILIES])),
  ]),
  step: z.int().min(0).optional(),
  testImages: z.string().optional(),
});

import * as z from 'zod/mini';

/** One thing wrong with a request: where, as a dotted path, and what, phrased to follow that. */
const detailSchema = z.object({ path: z.string(), message: z.string() });

/** What was mended or ignored, so that the request could be taken. */
export const warningsSchema = z.array(detailSchema);

/** Every error that Kite answers (docs/api.md, Errors). */
export const problemSchema = z.object({
  error: z.string().check(z.minLength(1)).check(z.describe('For a person')),
  details: z
    .array(detailSchema)
    .check(z.describe('Every field that is wrong, at most 101; empty unless the status is 400')),
  requestId: z.string().check(z.minLength(1)).check(z.describe('Finds the request in the logs')),
});

/** Kite's own error, or one that API Gateway answers before Kite sees the request. */
export const anyProblemSchema = z.union([problemSchema, z.object({ message: z.nullable(z.string()) })]);

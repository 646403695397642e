import * as z from 'zod/mini';
import { issueSchema } from '../issue/answer.ts';
import { stateSchema } from '../issue/issue.ts';
import { problemSchema, warningsSchema } from './problem.ts';

/* What webhooks and senders answer, and `POST /issues` and `/fingerprint`, which are about reports too. */

const success = z.literal('success');
const yes = z.literal(true);
const warnings = z.optional(warningsSchema);
const shownFingerprintSchema = z
  .optional(z.string())
  .check(z.describe('What the failure is known by, readable; absent where the report has a `dedupKey`'));

/** A failure: its issue, new or known. */
export const failureAnswerSchema = z.object({
  status: success,
  stale: z
    .optional(yes)
    .check(z.describe('It happened before what is known of the scope, so it was only counted')),
  duplicate: z.optional(yes).check(z.describe('It was reported before')),
  warnings,
  fingerprint: shownFingerprintSchema,
  issue: issueSchema,
});

/** A success. */
export const successAnswerSchema = z.object({
  status: success,
  stale: z.optional(yes).check(z.describe('Something that failed since stays as it is')),
  warnings,
  message: z.string().check(z.describe('`Resolved 2 issue(s) for pipeline frontend-build`')),
});

/** A request that reports nothing, and why. */
export const ignoredAnswerSchema = z.object({ info: z.string() });

/** An event's result in a batch that is too large to tell all: of its issue, the id and the state. */
const briefResultSchema = z.object({
  status: z.optional(z.enum(['success', 'refused'])),
  stale: z.optional(yes),
  duplicate: z.optional(yes),
  info: z.optional(z.string()),
  issue: z.optional(z.object({ id: z.uuid(), state: stateSchema })),
});

/** A sender's request with several events: the answer of each, in their order. */
export const batchAnswerSchema = z.object({
  status: z.enum(['success', 'partial']).check(z.describe('`partial` when some were refused')),
  warnings,
  results: z.array(
    z.union([
      failureAnswerSchema,
      successAnswerSchema,
      ignoredAnswerSchema,
      z.extend(z.pick(problemSchema, { error: true, details: true }), { status: z.literal('refused') }),
      briefResultSchema,
    ]),
  ),
});

/** `GET /issues/{id}`. */
export const readIssueSchema = z.extend(issueSchema, { warnings });

/** `POST /issues`. */
export const createdIssueSchema = z.extend(issueSchema, { fingerprint: shownFingerprintSchema });

/** `POST /fingerprint`. */
export const fingerprintAnswerSchema = z.object({
  rule: z.int().check(z.describe('The version of the rule that made it')),
  fingerprint: z.string(),
});

/** `POST /issues/{id}/related`. */
export const relatedAnswerSchema = z.object({ message: z.string() });

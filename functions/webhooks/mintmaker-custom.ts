import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';

const SEVERITY = { error: 'major', warning: 'minor', info: 'info' } as const;

/** MintMaker, which updates dependencies, reports what went wrong (docs/webhooks.md, mintmaker-custom). */
export const handler = defineFailure({
  body: z.object({
    pipelineId: resourceNameSchema,
    namespace: namespaceSchema,
    type: z.enum(['error', 'warning', 'info']),
    logs: z
      .pipe(
        z._default(
          z
            .array(z.string().check(z.refine((line) => line.isWellFormed(), 'must be valid Unicode')))
            .check(z.maxLength(10_000, 'must be at most 10,000 lines')),
          [],
        ),
        z.transform((lines) => lines.filter((line) => line.trim() !== '')),
      )
      .check(
        z.refine((lines) => lines.join('\n').length <= 30_000, 'must be at most 30,000 characters in all'),
      ),
  }),
  ignore: ({ logs }) => (logs.length === 0 ? 'No logs provided, no issue created' : undefined),
  scope: ({ pipelineId, type }) => ({ resourceType: `mintmaker-${type}`, resourceName: pipelineId }),
  issue: ({ pipelineId, type, logs }) => ({
    issueType: 'dependency',
    severity: SEVERITY[type],
    title: `Mintmaker ${type}(${logs.length}): ${pipelineId}`,
    description: logs.join('\n'),
    links: [],
  }),
  // One issue per pipeline and type, which holds the latest logs.
  dedupKey: ({ type }) => `mintmaker ${type}`,
});

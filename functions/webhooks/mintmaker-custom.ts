import * as z from 'zod';
import { defineFailure } from '../shared/intake/webhook.ts';
import { namespace, resourceName } from '../shared/issue/scope.ts';

const SEVERITY = { error: 'major', warning: 'minor', info: 'info' } as const;

/** What MintMaker, which updates dependencies, has to say (issues-api.md, Webhooks beyond webhooks.md). */
export const handler = defineFailure({
  body: z.object({
    pipelineId: resourceName,
    namespace,
    type: z.enum(['error', 'warning', 'info']),
    logs: z
      .array(z.string().refine((line) => line.isWellFormed(), 'must be valid Unicode'))
      .max(10_000, 'must be at most 10,000 lines')
      .default([])
      .transform((lines) => lines.filter((line) => line.trim() !== ''))
      .refine((lines) => lines.join('\n').length <= 30_000, 'must be at most 30,000 characters in all'),
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

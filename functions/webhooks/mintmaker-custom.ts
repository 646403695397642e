import * as z from 'zod/mini';
import { defineFailure } from '../shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema } from '../shared/issue/scope.ts';
import { optional } from '../shared/issue/text.ts';

const SEVERITY = { error: 'major', warning: 'minor', info: 'info' } as const;

const linesOf = (logs: readonly string[] = []) => logs.filter((line) => line.trim() !== '');

/** MintMaker, which updates dependencies, reports what went wrong (docs/webhooks.md, mintmaker-custom). */
export const handler = defineFailure({
  body: z.object({
    pipelineId: resourceNameSchema,
    namespace: namespaceSchema,
    type: z.enum(['error', 'warning', 'info']),
    logs: optional(z.array(z.string())),
  }),
  fallback: { type: 'info' },
  ignore: ({ logs }) => (linesOf(logs).length === 0 ? 'No logs provided, no issue created' : undefined),
  scope: ({ pipelineId, type }) => ({ resourceType: `mintmaker-${type}`, resourceName: pipelineId }),
  issue: ({ pipelineId, type, logs }) => ({
    issueType: 'dependency',
    severity: SEVERITY[type],
    title: `Mintmaker ${type}(${linesOf(logs).length}): ${pipelineId}`,
    description: linesOf(logs).join('\n'),
    links: [],
  }),
  // One issue per pipeline and type, which holds the latest logs.
  dedupKey: ({ type }) => `mintmaker ${type}`,
});

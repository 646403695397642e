import * as z from 'zod/mini';
import {
  batchAnswerSchema,
  failureAnswerSchema,
  ignoredAnswerSchema,
  successAnswerSchema,
} from '../functions/shared/answers/reports.ts';
import { common, commonOfFailures } from '../functions/shared/intake/webhook.ts';
import { namespaceSchema, resourceNameSchema, resourceTypeSchema } from '../functions/shared/issue/scope.ts';
import { maxOf, optionalOf } from '../functions/shared/issue/text.ts';
import { exampleOf } from '../generator/example.ts';
import { ALSO_ACCEPTED, IN_FULL, type JsonSchema, type JsonSchemas } from './json-schema.ts';
import type { Operation } from './operations.ts';

/** What the handler of a webhook carries (functions/shared/intake/webhook.ts). */
export interface Webhook {
  readonly body: z.ZodMiniType & { readonly shape: z.core.$ZodShape };
  /** Of failures alone. */
  readonly issue?: unknown;
  readonly fallback?: Readonly<Record<string, unknown>>;
  readonly ignore?: unknown;
}

const isFailure = ({ issue }: Webhook) => issue !== undefined;

/** The fields that no report can do without: the resource's identity. */
const IDENTITY: readonly z.core.$ZodType[] = [namespaceSchema, resourceNameSchema, resourceTypeSchema];

/**
 * A webhook's body as it is accepted (docs/webhooks.md, Mended reports): only the resource's identity, and what nothing can
 * stand in for, must be right.
 */
export function bodyOfWebhook(webhook: Webhook, schemas: JsonSchemas): JsonSchema {
  const shape: z.core.$ZodLooseShape = {
    ...webhook.body.shape,
    ...(isFailure(webhook) ? commonOfFailures : common),
  };
  const { properties = {}, required = [] } = schemas.ofRequest(z.object(shape));
  const isNeeded = (name: string) => {
    const schema = shape[name];
    if (schema === undefined || IDENTITY.includes(schema)) return true;
    if (optionalOf(schema) !== undefined || webhook.fallback?.[name] !== undefined) return false;
    return maxOf(schema) === undefined && !(schema instanceof z.ZodMiniArray);
  };
  const mended = Object.entries(properties).map(([name, property]) => {
    if (isNeeded(name) || typeof property === 'boolean') return [name, property];
    const canonical = (property.anyOf ?? [property]).filter((one) => !(ALSO_ACCEPTED in one));
    return [
      name,
      { anyOf: [...canonical, { description: 'Is mended, with a warning', [ALSO_ACCEPTED]: true }] },
    ];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(mended),
    required: required.filter(isNeeded),
    [IN_FULL]: required,
  };
}

/** What the document says of a webhook. */
export function wordsOfWebhook(entry: string, webhook: Webhook): Operation {
  const name = entry.replace('webhooks/', '');
  const example = exampleOf(webhook.body, { namespace: 'team-alpha' });
  if (!isFailure(webhook)) {
    return {
      summary: `Report that a resource works again: ${name}`,
      description: 'Resolves all active issues of the resource.',
      answers: { 200: { when: 'How many issues were resolved', schema: successAnswerSchema } },
      example,
    };
  }
  const known =
    webhook.ignore === undefined ? failureAnswerSchema : z.union([failureAnswerSchema, ignoredAnswerSchema]);
  return {
    summary: `Report a failure: ${name}`,
    description:
      'Fields that do not fit are mended, with a warning, as long as the resource can be identified.',
    answers: {
      200: { when: 'A known issue failed again, or nothing failed', schema: known },
      201: { when: 'A new issue', schema: failureAnswerSchema },
    },
    example,
  };
}

/** What the document says of a CI system that sends its own events. */
export const wordsOfSender = (sender: string): Operation => ({
  summary: `Take an event of ${sender}`,
  description: `The body is ${sender}'s own, as docs/senders/${sender}.md says how to have it sent.`,
  answers: {
    200: {
      when: 'What became of it: `info` where it reports nothing; `results` where it holds several events',
      schema: z.union([failureAnswerSchema, successAnswerSchema, ignoredAnswerSchema, batchAnswerSchema]),
    },
    201: { when: 'A new issue', schema: failureAnswerSchema },
  },
});

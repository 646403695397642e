import * as z from 'zod/mini';
import { PERMISSIONS } from '../access/grant.ts';
import { warningsSchema } from './problem.ts';

const warnings = z.optional(warningsSchema);
const statusSchema = z.enum(['UP', 'DOWN']);
const componentSchema = <T extends z.core.$ZodLooseShape>(details: T) =>
  z.object({ status: statusSchema, message: z.string(), details: z.object(details) });

/** `GET /health`; with 503 where its status is `DOWN`. */
export const healthSchema = z.object({
  status: statusSchema,
  message: z.string(),
  timestamp: z.iso.datetime(),
  components: z.object({
    api: componentSchema({ version: z.string() }),
    database: componentSchema({ response_time_seconds: z.number() }),
  }),
  warnings,
});

/** `GET /me`. */
export const meSchema = z.object({
  id: z.string(),
  may: z
    .record(z.enum(PERMISSIONS), z.array(z.string()))
    .check(
      z.describe('By permission, the namespaces in which the caller has it: names, or beginnings with a `*`'),
    ),
  warnings,
});

/** `GET /version`. */
export const versionSchema = z.object({
  version: z.string(),
  name: z.string(),
  description: z.string(),
  warnings,
});

/** Whether a sender has a secret, as its function saw it last; `not needed` for AWS. */
const secretStateSchema = z.enum(['configured', 'missing', 'unknown', 'not needed']);

/** `GET /senders`. */
export const senderListSchema = z.object({
  data: z.array(
    z.object({
      sender: z.string(),
      secret: secretStateSchema,
      lastHeardAt: z
        .nullable(z.iso.datetime())
        .check(z.describe('When a request with a good secret came last; null: never')),
      refusals: z
        .array(z.object({ at: z.iso.datetime(), reason: z.string() }))
        .check(z.describe('The last of each kind, newest first')),
    }),
  ),
  warnings,
});
export type SenderList = z.infer<typeof senderListSchema>;

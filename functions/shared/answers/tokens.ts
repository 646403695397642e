import * as z from 'zod/mini';
import { roleSchema } from '../access/grant.ts';
import { warningsSchema } from './problem.ts';

/** A token without its secret, which only its owner has. */
export const tokenInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  namespaces: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z
    .nullable(z.string())
    .check(
      z.describe('The caller that made it; null for an operator, and for tokens from before that was noted'),
    ),
  expiresAt: z.nullable(z.iso.datetime()),
  lastUsedAt: z.nullable(z.iso.datetime()).check(z.describe('Within the hour; null when it was never used')),
});
export type TokenInfo = z.infer<typeof tokenInfoSchema>;

/** `GET /tokens`. */
export const tokenListSchema = z.object({
  data: z.array(tokenInfoSchema),
  limit: z.int(),
  nextCursor: z.nullable(z.string()).check(z.describe('Where the next page begins; null on the last page')),
  warnings: z.optional(warningsSchema),
});
export type TokenList = z.infer<typeof tokenListSchema>;

/** `POST /tokens`: with the credential, which is shown this once. */
export const newTokenAnswerSchema = z.extend(tokenInfoSchema, { token: z.string() });

/** `DELETE /tokens`. */
export const revokedAnswerSchema = z.object({ revoked: z.int() });

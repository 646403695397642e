import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { shorten } from '../issue/text.ts';
import type { Detail } from '../runtime/errors.ts';
import type { Reply } from './answer.ts';

/** More warnings help nobody. */
const MAX_WARNINGS = 20;

/**
 * Adds a warning to the answer of a GET for each parameter that its schema does not have. They are no errors: clients of
 * other versions, and of other backends, may send more.
 * @param schema the query's
 */
export function warnOfUnknown(
  reply: Reply,
  { requestContext, queryStringParameters = {} }: APIGatewayProxyEventV2,
  schema: z.core.$ZodType | undefined,
): Reply {
  const { body } = reply;
  if (requestContext.http.method !== 'GET' || typeof body !== 'object' || body === null) return reply;
  const known = schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
  const warnings = Object.entries(queryStringParameters)
    .filter(([name, value]) => value !== '' && !known.includes(name))
    .map(([name]): Detail => {
      const meant = nearest(name, known);
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return {
        path: shorten(name, 100),
        message: `is not a parameter of this request, and was ignored${hint}`,
      };
    });
  return warnings.length === 0
    ? reply
    : { ...reply, body: { ...body, warnings: warnings.slice(0, MAX_WARNINGS) } };
}

/** Names that only differ in these are spelled another way. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[-_[\]]/g, '');

/** The known name that needs the fewest changes, if these are few. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const given = plain(name);
  const byChanges = known
    .map((one) => ({
      one,
      most: Math.max(1, Math.floor(Math.max(name.length, one.length) / 3)),
      changes: changesTo(given, plain(one)),
    }))
    .filter(({ changes, most }) => changes <= most)
    .sort((a, b) => a.changes - b.changes);
  return byChanges[0]?.one;
}

/** How many characters to insert, delete or replace to make one text of another (Levenshtein's distance). */
function changesTo(given: string, wanted: string): number {
  // A name of thousands of characters is no slip.
  if (given.length > 2 * wanted.length) return given.length;
  let row = Array.from({ length: wanted.length + 1 }, (_, column) => column);
  for (const [index, character] of [...given].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= wanted.length; column++) {
      const [diagonal = 0, above = 0] = row.slice(column - 1, column + 1);
      const replaced = diagonal + (character === wanted[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, above + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { filterQuery } from '../issue/filter-query.ts';
import { stateSchema } from '../issue/issue.ts';
import { namespaceSchema } from '../issue/scope.ts';
import { anyCase, text } from '../issue/text.ts';

/** Where a page begins, and the total that an earlier page counted. */
export interface Cursor {
  /** The last place before the page, as `position()` in items.ts writes it. */
  readonly place: string;
  /** The total, and the query that it belongs to (`queryId`). */
  readonly total?: number | undefined;
  readonly of?: string | undefined;
}

const NO_CURSOR = 'is not a cursor that this API gave';
/**
 * A cursor is a place in a list's order. It also knows the total of the query that it was given to, so that a walk
 * counts once. Nothing is gained by forging one: with another namespace or filters it still means "what comes
 * after this place".
 */
const cursorSchema = z.pipe(
  z.base64url(NO_CURSOR),
  z.transform((encoded, context): Cursor => {
    const text = Buffer.from(encoded, 'base64url').toString();
    const [, place, total, of] =
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f-]{36})(?:#(\d{1,9})#([\w-]{8}))?$/.exec(text) ?? [];
    if (place !== undefined) return { place, total: total === undefined ? undefined : Number(total), of };
    context.issues.push({ code: 'custom', message: NO_CURSOR, input: encoded });
    return z.NEVER;
  }),
);
/** The cursor to go on from after `place`. */
export const toCursor = (place: string, total: number, query: ListQuery) =>
  Buffer.from(`${place}#${total}#${queryId(query)}`).toString('base64url');

const MAX_LIMIT = 500;

export const wholeNumber = (least: number, most: number, read: (digits: string) => number = Number) => {
  // Formatted only for an error: the first formatted number costs 10 ms of a cold start.
  const error = () => `must be a whole number from ${least} to ${most.toLocaleString('en')}`;
  return z.pipe(
    z.pipe(z.string().check(z.regex(/^\d+$/, { error })), z.transform(read)),
    z.number().check(z.gte(least, { error }), z.lte(most, { error })),
  );
};

/** The query of `GET /issues` (docs/api.md, GET /issues); all filters combine. */
export const listQuerySchema = z
  .object({
    namespace: namespaceSchema,
    ...filterQuery,
    state: z.optional(anyCase(stateSchema)),
    /** A substring of the title or the description, in any case. */
    search: z.optional(text(200)),
    limit: z._default(
      wholeNumber(1, MAX_LIMIT, (digits) => Math.min(Number(digits), MAX_LIMIT)),
      50,
    ),
    offset: z._default(wholeNumber(0, 10_000), 0),
    cursor: z.optional(cursorSchema),
  })
  .check(
    z.refine(({ cursor, offset }) => cursor === undefined || offset === 0, {
      path: ['offset'],
      error: 'cannot go with cursor, which says where to begin',
    }),
  );
export type ListQuery = z.infer<typeof listQuerySchema>;

/** The same for queries with the same total, and hardly for any other. */
const queryId = ({ limit: _, offset: __, cursor: ___, ...query }: ListQuery): string =>
  hash('sha256', JSON.stringify(query), 'base64url').slice(0, 8);
/** The total of a query, where its cursor knows it. */
export const knownTotal = (query: ListQuery): number | undefined =>
  query.cursor?.of === queryId(query) ? query.cursor.total : undefined;

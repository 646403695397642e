import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import { filterQuery, several } from '../issue/filter-query.ts';
import { stateSchema } from '../issue/issue.ts';
import { namespaceSchema } from '../issue/scope.ts';
import { anyCase, text } from '../issue/text.ts';

/** Where a page begins, and what earlier pages counted. */
export interface Cursor {
  /** The last place before the page, as `position()` in items.ts writes it. */
  readonly place: string;
  readonly counted?: Counted | undefined;
}

/** How many issues of a query there are down to a place. */
export interface Counted {
  readonly total: number;
  /** @default - all of them */
  readonly downTo?: string | undefined;
  /** The query, as `queryId` has it. */
  readonly of: string;
}

const PLACE = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z[#@][0-9a-f-]{36})`;
const CURSOR = new RegExp(String.raw`^${PLACE}(?:#(\d{1,9})#([\w-]{8})(?:#${PLACE})?)?$`);
const NO_CURSOR = 'is not a cursor that this API gave';
/**
 * A cursor is a place in a list's order. It also knows what was counted of the query that it was given to, so that a
 * walk counts once. Nothing is gained by forging one: with another namespace or filters it still means "what comes
 * after this place".
 */
const cursorSchema = z.pipe(
  z.base64url(NO_CURSOR),
  z.transform((encoded, context): Cursor => {
    const [, place, total, of, downTo] = CURSOR.exec(Buffer.from(encoded, 'base64url').toString()) ?? [];
    if (place !== undefined) return { place, ...(of && { counted: { total: Number(total), of, downTo } }) };
    context.issues.push({ code: 'custom', message: NO_CURSOR, input: encoded });
    return z.NEVER;
  }),
);
/** The cursor to go on from after `place`. */
export function toCursor(place: string, { total, downTo, of }: Counted): string {
  const parts = [place, total, of, ...(downTo === undefined ? [] : [downTo])];
  return Buffer.from(parts.join('#')).toString('base64url');
}

const MAX_LIMIT = 500;

interface Range {
  readonly minimum: number;
  readonly maximum?: number;
  /** What more is cut to. */
  readonly cutTo?: number;
}
const ranges = new WeakMap<z.core.$ZodType, Range>();
/** The numbers that a schema of `wholeNumber` takes; undefined for any other. */
export const rangeOf = (schema: z.core.$ZodType) => ranges.get(schema);

export const wholeNumber = (least: number, most: number, read: (digits: string) => number = Number) => {
  // Formatted only for an error: the first formatted number costs 10 ms of a cold start.
  const error = () => `must be a whole number from ${least} to ${most.toLocaleString('en')}`;
  const schema = z.pipe(
    z.pipe(z.string().check(z.regex(/^\d+$/, { error })), z.transform(read)),
    z.number().check(z.gte(least, { error }), z.lte(most, { error })),
  );
  ranges.set(schema, { minimum: least, ...(read === Number ? { maximum: most } : { cutTo: most }) });
  return schema;
};

/** How many a page has at most; more is cut to that. */
export const limitSchema = z._default(
  wholeNumber(1, MAX_LIMIT, (digits) => Math.min(Number(digits), MAX_LIMIT)),
  50,
);

/** The query of `GET /issues` (docs/api.md, GET /issues); all filters combine. */
export const listQuerySchema = z
  .object({
    namespace: several(namespaceSchema),
    ...filterQuery,
    state: z.optional(anyCase(stateSchema)),
    /** A substring of the title or the description, in any case. */
    search: z.optional(text(200)),
    limit: limitSchema,
    /** By `detectedAt`. */
    order: z._default(anyCase(z.enum(['newest', 'oldest'])), 'newest'),
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
export const queryId = ({ limit: _, offset: __, cursor: ___, ...query }: ListQuery): string =>
  hash('sha256', JSON.stringify(query), 'base64url').slice(0, 8);
/** What was counted of a query, where its cursor knows it. */
export const countedBefore = ({ cursor, ...query }: ListQuery): Counted | undefined =>
  cursor?.counted?.of === queryId(query) ? cursor.counted : undefined;

import * as z from 'zod/mini';
import { filterQuery, several } from '../issue/filter-query.ts';
import { namespaceSchema } from '../issue/scope.ts';
import { anyCase, text } from '../issue/text.ts';
import { wholeNumber } from './list-query.ts';

const NO_CURSOR = 'is not a cursor that this API gave';
/** A place in the groups' order, as `placeOf` in groups.ts writes it. */
const cursorSchema = z.pipe(
  z.base64url(NO_CURSOR),
  z.transform((encoded, context) => {
    const place = Buffer.from(encoded, 'base64url').toString();
    if (/^(?:[0-3]#|\d{16}#)?(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z){2}[#@][0-9a-f-]{36}$/.test(place))
      return place;
    context.issues.push({ code: 'custom', message: NO_CURSOR, input: encoded });
    return z.NEVER;
  }),
);
const ORDERS = ['worst', 'oldest', 'repeated'] as const;
/** The order that a place is one of. */
const orderOf = (place: string) => {
  const mark = place.indexOf('#');
  return mark === 1 ? 'worst' : mark === 16 ? 'repeated' : 'oldest';
};
/** The cursor to go on from after `place`. */
export const toCursor = (place: string) => Buffer.from(place).toString('base64url');

const MAX_LIMIT = 100;

/** The query of `GET /scopes` (docs/api.md, GET /scopes); all filters combine. */
export const groupsQuerySchema = z
  .object({
    namespace: several(namespaceSchema),
    ...filterQuery,
    /** For clients that say it of lists too: groups are of ACTIVE issues. */
    state: z.optional(anyCase(z.enum(['ACTIVE']))),
    /** A substring of the title or the description, in any case. */
    search: z.optional(text(200)),
    limit: z._default(
      wholeNumber(1, MAX_LIMIT, (digits) => Math.min(Number(digits), MAX_LIMIT)),
      20,
    ),
    /** The worst first, and of one severity, or of all, what has been broken for longest; or what was reported most often. */
    order: z._default(anyCase(z.enum(ORDERS)), 'worst'),
    cursor: z.optional(cursorSchema),
  })
  .check(
    z.refine(({ cursor, order }) => cursor === undefined || orderOf(cursor) === order, {
      path: ['cursor'],
      error: 'belongs to another order',
    }),
  );
export type GroupsQuery = z.infer<typeof groupsQuerySchema>;

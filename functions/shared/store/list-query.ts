import { hash } from 'node:crypto';
import * as z from 'zod';
import { issueType, severity, state } from '../issue/issue.ts';
import { namespace, resourceName, resourceType } from '../issue/scope.ts';
import { text } from '../issue/text.ts';

/** Where a page begins, and what the pages before it have found out. */
export interface Cursor {
  /** The last place before the page, as `position()` in items.ts writes it. */
  readonly place: string;
  /** The total, and the query of which it is (`queryId`). */
  readonly total?: number | undefined;
  readonly of?: string | undefined;
}

const NO_CURSOR = 'is not a cursor that this API gave';
/**
 * A cursor is a place in the order of a list, and with the query that it was given to it knows the total too, so
 * that a walk counts once. It holds nothing that could be forged to advantage: with any other namespace and
 * filters it means "what comes after this place" and no more.
 */
const cursor = z.base64url(NO_CURSOR).transform((encoded, context): Cursor => {
  const text = Buffer.from(encoded, 'base64url').toString();
  const [, place, total, of] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-f-]{36})(?:#(\d{1,9})#([\w-]{8}))?$/.exec(text) ?? [];
  if (place !== undefined) return { place, total: total === undefined ? undefined : Number(total), of };
  context.addIssue({ code: 'custom', message: NO_CURSOR });
  return z.NEVER;
});
/** The cursor to go on from after `place`. */
export const toCursor = (place: string, total: number, query: ListQuery) =>
  Buffer.from(`${place}#${total}#${queryId(query)}`).toString('base64url');

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most.toLocaleString('en')}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
};

/** The query of `GET /issues` (issues-api.md, Endpoints); all filters combine. */
export const listQuery = z
  .object({
    namespace,
    severity: severity.optional(),
    issueType: issueType.optional(),
    state: state.optional(),
    resourceType: resourceType.optional(),
    resourceName: resourceName.optional(),
    /** A substring of the title or the description, in any case. */
    search: text(200).optional(),
    limit: wholeNumber(1, 500).default(50),
    offset: wholeNumber(0, 10_000).default(0),
    cursor: cursor.optional(),
  })
  .refine(({ cursor, offset }) => cursor === undefined || offset === 0, {
    path: ['offset'],
    error: 'cannot go with cursor, which says where to begin',
  });
export type ListQuery = z.infer<typeof listQuery>;

/** The same for queries that have the same total, and hardly for any other. */
const queryId = ({ limit: _, offset: __, cursor: ___, ...query }: ListQuery): string =>
  hash('sha256', JSON.stringify(query), 'base64url').slice(0, 8);
/** The total of a query, where its cursor knows it. */
export const knownTotal = (query: ListQuery): number | undefined =>
  query.cursor?.of === queryId(query) ? query.cursor.total : undefined;

import * as z from 'zod/mini';
import { FILTER_FIELDS, filterSchema, type IssueFilter } from './filters.ts';
import { ISSUE_TYPE_ALIASES, issueTypeSchema, severitySchema } from './issue.ts';
import { namespaceSchema, scopeOfKey } from './scope.ts';
import { anyCase } from './text.ts';

/** How many values a filter takes. */
const MAX_VALUES = 20;

/** A filter's values, each once: a parameter of the query that is given once, or several times. */
const severalOf = <T>(schema: z.ZodMiniType<T>) =>
  z.optional(
    z.pipe(
      z.pipe(
        z.transform((value: unknown) => (Array.isArray(value) ? value : [value])),
        z.array(schema).check(z.maxLength(MAX_VALUES, `must be at most ${MAX_VALUES} values`)),
      ),
      z.transform((values) => [...new Set(values)]),
    ),
  );

const { resourceType, resourceName } = filterSchema.shape;
/** The filters of a query, besides the state: an issue matches when each of them has its value. */
export const filterQuery = {
  severity: severalOf(anyCase(severitySchema)),
  issueType: severalOf(anyCase(issueTypeSchema, ISSUE_TYPE_ALIASES)),
  resourceType: severalOf(resourceType),
  resourceName: severalOf(resourceName),
  /** That of the scope; the issue's key has it. */
  resourceNamespace: severalOf(namespaceSchema),
};
const filterQuerySchema = z.object(filterQuery);
export type FilterQuery = z.infer<typeof filterQuerySchema>;

/** What the index and the table know of every issue. */
interface Filterable {
  /** Its scope's key. */
  readonly PK: string;
  readonly filter: IssueFilter;
}

/** Whether an issue matches the filters. */
export const matchesFilters = ({ PK, filter }: Filterable, query: FilterQuery): boolean =>
  FILTER_FIELDS.every((field) => isOneOf(filter[field], query[field])) &&
  (query.resourceNamespace === undefined ||
    isOneOf(scopeOfKey(PK).resourceNamespace, query.resourceNamespace));

const isOneOf = (value: string, values: readonly string[] | undefined): boolean =>
  values === undefined || values.includes(value);

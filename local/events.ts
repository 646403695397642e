import * as z from 'zod';

/** An EventBridge pattern, as far as Kite's rules use them: nested fields with lists of the texts that fit. */
export type Pattern = { readonly [field: string]: readonly string[] | Pattern };
export const pattern: z.ZodType<Pattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string()), pattern])),
);

const fields = z.record(z.string(), z.unknown());

/**
 * Whether a rule with this pattern takes the event.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matches(pattern: Pattern, event: unknown): boolean {
  const { data } = fields.safeParse(event);
  return (
    data !== undefined &&
    Object.entries(pattern).every(([field, wanted]) => {
      const value = data[field];
      return isList(wanted) ? typeof value === 'string' && wanted.includes(value) : matches(wanted, value);
    })
  );
}

const isList = (wanted: readonly string[] | Pattern): wanted is readonly string[] => Array.isArray(wanted);

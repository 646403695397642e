import * as z from 'zod';

/** An EventBridge pattern, as far as Kite's rules use them: nested fields, each with a list of accepted strings. */
export type Pattern = { readonly [field: string]: readonly string[] | Pattern };
export const patternSchema: z.ZodType<Pattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string()), patternSchema])),
);

const recordSchema = z.record(z.string(), z.unknown());

/**
 * Whether an event matches a rule's pattern.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matches(pattern: Pattern, event: unknown): boolean {
  const { data } = recordSchema.safeParse(event);
  return (
    data !== undefined &&
    Object.entries(pattern).every(([field, expected]) => {
      const value = data[field];
      return isList(expected)
        ? typeof value === 'string' && expected.includes(value)
        : matches(expected, value);
    })
  );
}

const isList = (expected: readonly string[] | Pattern): expected is readonly string[] =>
  Array.isArray(expected);

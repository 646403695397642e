import * as z from 'zod/mini';

const isWellFormed = (value: string) => value.isWellFormed();
const NOT_WELL_FORMED = 'must be valid Unicode (it holds half a surrogate pair)';

/** A string of 1 to `max` UTF-16 units that is not blank and can be stored as UTF-8. */
export const text = (max: number) =>
  z.string().check(
    // Formatted only for an error: the first formatted number costs 10 ms of a cold start.
    z.maxLength(max, { error: () => `must be at most ${max.toLocaleString('en')} characters` }),
    z.refine((value) => value.trim() !== '', 'must not be empty'),
    z.refine(isWellFormed, NOT_WELL_FORMED),
  );

/** An absolute `http` or `https` URL of at most 2,048 characters; any other scheme in a link could run code. */
export const httpUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .check(z.maxLength(2048, 'must be at most 2,048 characters'), z.refine(isWellFormed, NOT_WELL_FORMED));

const NO_INSTANT = 'must be an RFC 3339 time, like 2025-06-17T18:13:29Z';

/** An RFC 3339 time with an offset, as UTC with milliseconds; its year must have four digits there. */
export const instantSchema = z
  .pipe(
    z.iso.datetime({ offset: true, error: NO_INSTANT }),
    z.transform((value) => new Date(value).toISOString()),
  )
  .check(z.refine((value) => /^\d{4}-/.test(value), NO_INSTANT));

/**
 * What counts as left out, as in the public backend: senders fill templates, in which variables may be unset, and
 * programs in Go send a text, list or time that was never set as `""`, `null`, or the first of January of year 1.
 */
const isBlank = (value: unknown) => value === '' || value === null || value === '0001-01-01T00:00:00Z';

/** A field that may be left out, or blank. */
export const optional = <T extends z.ZodMiniType>(schema: T) =>
  z.pipe(
    z.transform((value: unknown): unknown => (isBlank(value) ? undefined : value)),
    z.optional(schema),
  );

/** An object whose blank fields are removed before its schema sees them; a required one is then missing. */
export const withoutBlanks = <T extends z.ZodMiniType>(schema: T) =>
  z.pipe(
    z.transform((value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(([, field]) => !isBlank(field)))
        : value,
    ),
    schema,
  );

/**
 * Reads one of an enum's values in any case; anything else stays as it is.
 * @param aliases other names for some of the values, in small letters
 */
export function spelling(values: readonly string[], aliases: Readonly<Record<string, string>> = {}) {
  const known = new Map([
    ...Object.entries(aliases),
    ...values.map((value) => [value.toLowerCase(), value] as const),
  ]);
  return z.transform((value: unknown) =>
    typeof value === 'string' ? (known.get(value.toLowerCase()) ?? value) : value,
  );
}

/** One of an enum's values, read as `spelling` does. */
export const anyCase = <T extends z.ZodMiniType & { readonly options: readonly string[] }>(
  schema: T,
  aliases?: Readonly<Record<string, string>>,
) => z.pipe(spelling(schema.options, aliases), schema);

/** A text for people, shortened to `max` UTF-16 units, and valid Unicode. */
export const truncate = (text: string, max: number): string =>
  (text.length <= max ? text : `${text.slice(0, max - 1)}…`).toWellFormed();

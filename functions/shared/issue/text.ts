import * as z from 'zod';

const isWellFormed = (value: string) => value.isWellFormed();
const NOT_WELL_FORMED = 'must be valid Unicode (it holds half a surrogate pair)';

/** A string of 1 to `max` UTF-16 units that is more than white space and can be stored as UTF-8. */
export const text = (max: number) =>
  z.string().check(
    // Only when it is wanted: the first number that is written for people costs 10 ms of a cold start.
    z.maxLength(max, { error: () => `must be at most ${max.toLocaleString('en')} characters` }),
    z.refine((value) => value.trim() !== '', 'must not be empty'),
    z.refine(isWellFormed, NOT_WELL_FORMED),
  );

/** An absolute `http` or `https` URL of at most 2,048 characters: a link is shown to people, who click it. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2048, 'must be at most 2,048 characters')
  .refine(isWellFormed, NOT_WELL_FORMED);

const NO_INSTANT = 'must be an RFC 3339 time, like 2025-06-17T18:13:29Z';

/** An instant with a UTC offset (RFC 3339), normalised to UTC with milliseconds; in a year of four digits there. */
export const instant = z.iso
  .datetime({ offset: true, error: NO_INSTANT })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => /^\d{4}-/.test(value), NO_INSTANT);

/**
 * A field that may be left out. Empty and null count as left out, as they do for the public backend: senders
 * fill templates, and a variable that is not set must not cost a report.
 */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

/** A text for people, cut to `max` UTF-16 units, and valid Unicode. */
export const truncate = (text: string, max: number): string =>
  (text.length <= max ? text : `${text.slice(0, max - 1)}…`).toWellFormed();

import * as z from 'zod/mini';

const isWellFormed = (value: string) => value.isWellFormed();
const NOT_WELL_FORMED = 'must be valid UTF-8, without half a surrogate pair';

const limits = new WeakMap<z.core.$ZodType, number>();

/**
 * A string of 1 to `max` UTF-16 units that is not blank and can be stored as UTF-8.
 * @param checks what else it must be
 */
export function text(max: number, ...checks: z.core.$ZodCheck<string>[]) {
  const schema = z.string().check(
    // Formatted only for an error: the first formatted number costs 10 ms of a cold start.
    z.maxLength(max, { error: () => `must be at most ${max.toLocaleString('en')} characters` }),
    z.refine((value) => value.trim() !== '', 'must not be empty'),
    z.refine(isWellFormed, NOT_WELL_FORMED),
    ...checks,
  );
  limits.set(schema, max);
  return schema;
}

/** The limit of a schema that `text` made; undefined for any other. */
export const maxOf = (schema: z.core.$ZodType): number | undefined => limits.get(schema);

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

const wrapped = new WeakMap<z.core.$ZodType, z.core.$ZodType>();

/**
 * What counts as left out, as in the public backend: senders fill templates, in which variables may be unset, and
 * programs in Go send a text, list or time that was never set as `""`, `null`, or the first of January of year 1.
 */
const isBlank = (value: unknown) => value === '' || value === null || value === '0001-01-01T00:00:00Z';
export const isLeftOut = (value: unknown): boolean => value === undefined || isBlank(value);

/** A field that may be left out, or blank. */
export function optional<T extends z.ZodMiniType>(schema: T) {
  const field = z.pipe(
    z.transform((value: unknown): unknown => (isBlank(value) ? undefined : value)),
    z.optional(schema),
  );
  wrapped.set(field, schema);
  return field;
}
/** The schema that `optional` made a field of; undefined for a field that it did not make. */
export const optionalOf = (field: z.core.$ZodType): z.core.$ZodType | undefined => wrapped.get(field);

const ESC = '\u001b';
const BEL = '\u0007';
/**
 * ANSI codes (ECMA-48): CSI sequences, OSC strings, and the short ones, like `tput sgr0`'s `ESC ( B`. A run of characters is never scanned twice, as it is by
 * `util.stripVTControlCharacters`, which a hostile megabyte keeps busy for minutes.
 */
const ANSI = new RegExp(
  `${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)|${ESC}[ -/]+[0-~]|${ESC}[0-OQ-WYZ\\\\c=>]`,
  'g',
);

/**
 * A text as people can be shown it, and UTF-8 can store it: without ANSI codes and control characters (line breaks
 * and tabs stay), and with half a surrogate pair replaced.
 */
export const clean = (text: string): string =>
  text
    .replace(ANSI, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed();

/**
 * Characters that do not show, and what surrounds them shows otherwise: controls, marks of direction and other formats,
 * line separators, private use.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** A text of 1 to `max` characters that is safe in a terminal. */
export const printableText = (max: number) =>
  text(
    max,
    z.refine((value) => !UNPRINTABLE.test(value), 'must have no control characters or marks of direction'),
  );

/** A text of anybody's as a terminal may be given it: what does not show is spelled out. */
export const escapeUnprintable = (value: string): string =>
  value.replace(ALL_UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

/** Shortens a text to `max` UTF-16 units. Head and tail stay, with a mark between: an error stands at a log's end. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const mark = (left: number) => ` … [${left} characters left out] … `;
  const room = max - mark(text.length).length;
  if (room < 40) return `${text.slice(0, max - 1)}…`.toWellFormed();
  const head = Math.ceil(room / 2);
  const tail = room - head;
  return `${text.slice(0, head)}${mark(text.length - room)}${text.slice(-tail)}`.toWellFormed();
}

const blankFree = new WeakSet<z.core.$ZodType>();
/** Whether `withoutBlanks` made a schema. */
export const takesBlanks = (schema: z.core.$ZodType): boolean => blankFree.has(schema);

/** An object whose blank fields are removed before its schema sees them; a required one is then missing. */
export function withoutBlanks<T extends z.ZodMiniType>(schema: T) {
  const object = z.pipe(
    z.transform((value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(([, field]) => !isBlank(field)))
        : value,
    ),
    schema,
  );
  blankFree.add(object);
  return object;
}

const spellings = new WeakMap<z.core.$ZodType, readonly string[]>();
/** The names that a schema of `spelling` reads in any case; undefined for any other. */
export const spellingsOf = (schema: z.core.$ZodType): readonly string[] | undefined => spellings.get(schema);

/**
 * Reads one of an enum's values in any case; anything else stays as it is.
 * @param aliases other names for some of the values, in small letters
 */
export function spelling(values: readonly string[], aliases: Readonly<Record<string, string>> = {}) {
  const known = new Map([
    ...Object.entries(aliases),
    ...values.map((value) => [value.toLowerCase(), value] as const),
  ]);
  const schema = z.transform((value: unknown) =>
    typeof value === 'string' ? (known.get(value.toLowerCase()) ?? value) : value,
  );
  spellings.set(schema, [...known.keys()]);
  return schema;
}

/** One of an enum's values, read as `spelling` does. */
export const anyCase = <T extends z.ZodMiniType & { readonly options: readonly string[] }>(
  schema: T,
  aliases?: Readonly<Record<string, string>>,
) => z.pipe(spelling(schema.options, aliases), schema);

import * as z from 'zod/mini';
import { warningsOf } from '../http/body.ts';
import { english } from '../http/messages.ts';
import { severitySchema } from '../issue/issue.ts';
import { withoutPasswords } from '../issue/passwords.ts';
import { namespaceSchema, resourceNameSchema, resourceTypeSchema } from '../issue/scope.ts';
import { clean, httpUrlSchema, isLeftOut, maxOf, optionalOf, shorten } from '../issue/text.ts';
import type { Detail } from '../runtime/errors.ts';
import { textOf, textsOf } from './as-text.ts';
import { hasCredentials, notUrl, toUrl, withoutCredentials } from './links.ts';

/** More warnings help nobody, and an answer over 6 MB does not leave Lambda. */
const MAX_WARNINGS = 100;

/** What was mended in a body. */
export class Mending {
  readonly #warnings = new Map<string, Detail>();
  /** By text field, what stood in the request: what is left of two of them may be the same. */
  readonly ids = new Map<string, string>();
  /** Texts that are no values of their fields, by field: the issue's description keeps them. */
  readonly kept: [field: string, text: string][] = [];

  /** @param warnings of what was mended before */
  constructor(warnings: readonly Detail[] = []) {
    for (const { path, message } of warnings) this.warn(path, message);
  }

  get warnings(): readonly Detail[] {
    return [...this.#warnings.values()];
  }

  /**
   * Notes what was done, once for each field: a list's elements share theirs.
   * @param message phrased to follow the field's name
   */
  warn(field: string, message: string): void {
    const path = shorten(field, 100);
    if (this.#warnings.size < MAX_WARNINGS) this.#warnings.set(`${path} ${message}`, { path, message });
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The resource's identity must be right: it is what the sender is authorized for, to the letter. */
const IDENTITY: ReadonlySet<z.core.$ZodType> = new Set([
  namespaceSchema,
  resourceNameSchema,
  resourceTypeSchema,
]);

/**
 * Mends a failure report's body, so that nothing in it but the resource's identity can cost the report
 * (docs/webhooks.md, Mended reports). The result, with its `mending`, still has to fit the schema.
 * @param shape the fields of the webhook's schema
 * @param fallback values for required fields that are neither texts nor lists
 */
export function mend(body: unknown, shape: Readonly<Record<string, z.core.$ZodType>>, fallback: Fields = {}) {
  const fields = z.safeParse(z.record(z.string(), z.unknown()), body).data;
  if (fields === undefined || typeof body !== 'object' || body === null) return body;
  const mending = new Mending(warningsOf(body));
  const mended = Object.entries(shape).map(([name, schema]) => [
    name,
    new Field(name, schema, body, mending, fallback[name]).mend(fields[name]),
  ]);
  return { ...fields, ...Object.fromEntries(mended), mending };
}

/** Of characters that are no UTF-8 (http/body.ts), or half a surrogate pair. */
export const NOT_UTF_8 = 'held characters that are no valid UTF-8; they were replaced by \ufffd';
export const HAD_PASSWORD = 'had a user name or password in a URL; they were removed';

/** Stands in for a required text that is missing. */
const NOT_GIVEN = '(not given)';

/** How other systems call severities. */
const SEVERITIES: Readonly<Record<string, string>> = {
  low: 'minor',
  medium: 'minor',
  high: 'major',
  blocker: 'critical',
  fatal: 'critical',
};

/** One of Kite's severities by a name of it; undefined for any other. */
export function severityOf(name: string): string | undefined {
  const known = name.trim().toLowerCase();
  const severity = SEVERITIES[known] ?? known;
  return severitySchema.options.find((option) => option === severity);
}

/** One field of a body that is being mended. */
class Field {
  readonly #name: string;
  readonly #field: z.core.$ZodType;
  /** Without `optional` around it. */
  readonly #schema: z.core.$ZodType;
  readonly #holder: object;
  readonly #mending: Mending;
  readonly #fallback: unknown;

  constructor(name: string, field: z.core.$ZodType, holder: object, mending: Mending, fallback: unknown) {
    this.#name = name;
    this.#field = field;
    this.#schema = optionalOf(field) ?? field;
    this.#holder = holder;
    this.#mending = mending;
    this.#fallback = fallback;
  }

  mend(value: unknown): unknown {
    if (IDENTITY.has(this.#schema)) return value;
    if (this.#schema === severitySchema) return this.#severity(value);
    if (this.#schema === httpUrlSchema) return this.#link(value);
    if (this.#schema instanceof z.ZodMiniEnum) return this.#enum(value, this.#schema.options);
    if (this.#schema instanceof z.ZodMiniArray) return this.#list(value);
    if (maxOf(this.#schema) !== undefined) return this.#text(value);
    return this.#valid(value);
  }

  get #isOptional(): boolean {
    return this.#schema !== this.#field;
  }

  #warn(message: string): void {
    this.#mending.warn(this.#name, message);
  }

  /** A value in another form than a text's is still what tells failures apart. */
  #asText(value: unknown): string | undefined {
    return isLeftOut(value) ? undefined : textOf(this.#holder, this.#name);
  }

  #text(value: unknown): unknown {
    const given = this.#asText(value);
    if (given !== undefined) this.#mending.ids.set(this.#name, given);
    const text = given === undefined ? '' : this.#readable(given, maxOf(this.#schema));
    if (text.trim() !== '') {
      if (typeof value !== 'string') this.#warn('was taken as a text');
      return text;
    }
    if (given !== undefined) this.#warn('is blank');
    else if (!this.#isOptional) this.#warn('is missing');
    return this.#isOptional ? undefined : NOT_GIVEN;
  }

  #readable(text: string, max = Number.POSITIVE_INFINITY): string {
    const shown = clean(text);
    // Line breaks of Windows are no loss.
    if (!text.isWellFormed()) this.#warn(NOT_UTF_8);
    else if (shown !== text && shown !== text.replaceAll('\r\n', '\n')) {
      this.#warn('held characters that cannot be shown; they were removed');
    }
    const readable = withoutPasswords(shown);
    if (readable !== shown) this.#warn(HAD_PASSWORD);
    if (readable.length > max) this.#warn(`was shortened from ${readable.length} to ${max} characters`);
    return shorten(readable, max);
  }

  #list(value: unknown): unknown {
    if (isLeftOut(value)) {
      if (!this.#isOptional) this.#warn('is missing; it was taken as an empty list');
      return this.#isOptional ? undefined : [];
    }
    if (!Array.isArray(value)) this.#warn('is no list; it was taken as a list of one');
    const texts = Array.isArray(value) ? textsOf(value) : [this.#asText(value) ?? ''];
    return texts.filter((text) => !isLeftOut(text)).map((text) => this.#readable(text));
  }

  #link(value: unknown): unknown {
    const given = this.#readable(this.#asText(value) ?? '').trim();
    if (given === '') return undefined;
    // The lines of a list, without their breaks, may be one URL.
    const url = Array.isArray(value) && value.length > 1 ? undefined : toUrl(given);
    if (url === undefined) {
      this.#warn(`is ${notUrl(given)}; the description has it`);
      this.#mending.kept.push([this.#name, withoutCredentials(given)]);
    } else if (hasCredentials(given)) {
      this.#warn(HAD_PASSWORD);
    } else if (!/^https?:/i.test(given)) {
      this.#warn(`was taken as ${url}`);
    }
    return url;
  }

  #severity(value: unknown): unknown {
    return this.#enum(value, severitySchema.options, typeof value === 'string' ? severityOf(value) : value);
  }

  #enum(value: unknown, options: readonly unknown[], name = value): unknown {
    if (isLeftOut(value) && this.#isOptional) return undefined;
    const option = options.find(
      (one) => one === (typeof name === 'string' ? name.trim().toLowerCase() : name),
    );
    if (option === undefined) return this.#valid(value);
    if (option !== value) this.#warn(`was taken as ${option}`);
    return option;
  }

  /** The value where it fits; otherwise it is left out, or takes the fallback. */
  #valid(given: unknown): unknown {
    // An attempt of 19 digits must not become another one.
    const isRounded = typeof given === 'number' && !Number.isSafeInteger(given);
    const value = isRounded ? (textOf(this.#holder, this.#name) ?? given) : given;
    const { error } = z.safeParse(this.#field, value, { error: english, jitless: true });
    if (error === undefined || (!this.#isOptional && this.#fallback === undefined)) return value;
    const [reason] = error.issues;
    this.#warn(`${reason?.message}; it was ${this.#isOptional ? 'left out' : `taken as ${this.#fallback}`}`);
    return this.#fallback;
  }
}

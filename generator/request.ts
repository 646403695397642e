import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { issueTypeSchema, severitySchema } from '../functions/shared/issue/issue.ts';
import { resourceTypeSchema } from '../functions/shared/issue/scope.ts';

/** The kinds of field that a body may have. */
const KINDS = ['string', 'url', 'number', 'string[]'] as const;
export interface Field {
  readonly kind: (typeof KINDS)[number];
  readonly isOptional: boolean;
}
/** Fields by name, in the requested order; without `namespace`, which every body has. */
export type Fields = Readonly<Record<string, Field>>;

/** Names that no variable may have, and globals that a variable must not shadow. */
const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum escape eval export
  extends false finally for function globalThis if implements import in instanceof interface isFinite isNaN let new
  null package parseFloat parseInt private protected public return static super switch this throw true try typeof
  undefined unescape var void while with yield`.split(/\s+/),
);
/** Fields that every webhook accepts without declaring them. */
const COMMON_FIELDS = new Set(['occurredAt', 'attempt']);

const fieldNameSchema = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'must be a name like buildId: 1 to 64 letters, digits and _')
  .refine(
    (name) => !RESERVED.has(name) && !(name in Object.prototype),
    'cannot be used: the name is reserved in TypeScript',
  )
  .refine((name) => !COMMON_FIELDS.has(name), 'must be left out: every webhook accepts it');

/** A kind such as `url`, `url?` or `url, optional`. */
const fieldSchema = z.string().transform((text, context): Field => {
  const mark = /\?$|,optional$/;
  const compact = text.replace(/\s+/g, '');
  const kind = KINDS.find((known) => known === compact.replace(mark, ''));
  if (kind !== undefined) return { kind, isOptional: mark.test(compact) };
  context.addIssue(`must be one of ${KINDS.join(', ')}; add "?" if it is optional`);
  return z.NEVER;
});

/** Splits `environment, reportUrl:url?` into names and kinds. */
function splitFields(text: string): [name: string, kind: string][] {
  return text
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
    .map((field) => {
      const [name = '', kind] = field.split(':');
      // `runId?` is an optional string.
      return kind === undefined && name.endsWith('?')
        ? [name.slice(0, -1), 'string?']
        : [name.trim(), kind?.trim() || 'string'];
    });
}

const kindsSchema = z.record(z.string(), z.unknown()).catch({});
/** Names and kinds, each name as often as it is there. */
const entriesOf = (body: unknown): [name: string, kind: unknown][] =>
  typeof body === 'string' ? splitFields(body) : Object.entries(kindsSchema.parse(body));
/** The fields of a body by name; undefined are those of no known kind. */
const fieldsOf = (body: unknown): ReadonlyMap<string, Field | undefined> =>
  new Map(entriesOf(body).map(([name, kind]) => [name, fieldSchema.safeParse(kind).data]));

/** The fields of a body that can name the resource. */
export const namingFieldsOf = (body: unknown): string[] =>
  [...fieldsOf(body)]
    .filter(([name, field]) => name !== 'namespace' && field?.kind === 'string' && !field.isOptional)
    .map(([name]) => name);

/** A body's fields: as text, like `environment, reportUrl:url?`, or their kinds by name. */
const fieldsSchema = z.preprocess(
  (body) => {
    const { namespace: _, ...others } = Object.fromEntries(entriesOf(body));
    return others;
  },
  z.record(fieldNameSchema, fieldSchema, { error: 'has an invalid field' }),
);
const filledIn = (text: string) => !/^\[[^\]]*\]$/.test(text.trim());
const NOT_FILLED_IN = 'is not filled in';

/** A placeholder in a title, `{field}`, `<field>` or `[field]`; one of the groups holds the name. */
export const PLACEHOLDER = /\{(\w+)\}|<(\w+)>|\[(\w+)\]/g;
const placeholdersIn = (title: string): string[] =>
  [...title.matchAll(PLACEHOLDER)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/**
 * A request for a custom webhook (docs/writing-a-webhook.md); `contradictions` checks the rest. Messages are phrased to
 * follow the field's name.
 */
const requestSchema = z.strictObject({
  name: z
    .string('is required')
    .max(40, 'must be at most 40 characters')
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, like smoke-test')
    .refine(
      (name) => !/-(failure|success)$/.test(name),
      'must not end in -failure or -success: both are appended to it',
    ),
  failure: fieldsSchema,
  success: fieldsSchema,
  resourceType: resourceTypeSchema.check(z.refine(filledIn, NOT_FILLED_IN)),
  resourceName: z.string('is required'),
  issueType: z.enum(issueTypeSchema.options, `must be one of ${issueTypeSchema.options.join(', ')}`),
  severity: z.enum(severitySchema.options, `must be one of ${severitySchema.options.join(', ')}`),
  title: z.string('is required').trim().min(1, 'is required').max(200, 'must be at most 200 characters'),
  /** The field that distinguishes failures. @default - one whose name suggests a reason, else the title */
  reason: z.string().optional(),
  /** The resource's name in the answer to a success. @default - its type */
  noun: z.string().max(63).optional(),
});
export type Request = z.output<typeof requestSchema>;

/** A fault of a request; the message is phrased to follow the path. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** What the parts of a request demand of each other; parts that are missing demand nothing. */
function contradictions(draft: Readonly<Record<string, unknown>>): Fault[] {
  const faults: Fault[] = [];
  const reject = (path: string, message: string) => faults.push({ path, message });
  const [resourceName, title, reason] = [draft.resourceName, draft.title, draft.reason].map(asText);
  const failure = fieldsOf(draft.failure);
  for (const [body, fields] of Object.entries({ failure, success: fieldsOf(draft.success) })) {
    const names = entriesOf(draft[body]).map(([name]) => name);
    for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
      reject(body, `has the field ${name} twice`);
    if (draft[body] === undefined) reject(body, 'is required');
    else if (resourceName === undefined && namingFieldsOf(draft[body]).length === 0)
      reject(body, 'must have a field that is a required string, to name the resource');
    if (draft[body] === undefined || resourceName === undefined) continue;
    const field = fields.get(resourceName);
    if (!fields.has(resourceName))
      reject(body, `must have the field ${resourceName}, which names the resource`);
    else if (field && (field.isOptional || field.kind !== 'string'))
      reject(body, `must have ${resourceName} as a required string: it names the resource`);
  }
  const placeholders = placeholdersIn(title ?? '');
  if (title !== undefined && !filledIn(title) && placeholders[0] === undefined)
    reject('title', NOT_FILLED_IN);
  for (const name of placeholders) {
    if (name === 'namespace' || draft.failure === undefined) continue;
    if (!failure.has(name)) reject('title', `uses ${name}, which is not a field of the failure`);
    else if (failure.get(name)?.isOptional) reject('title', `uses ${name}, which is optional`);
  }
  const reasonField = failure.get(reason ?? '');
  if (
    reason !== undefined &&
    (!failure.has(reason) || reasonField?.isOptional || reasonField?.kind === 'number')
  )
    reject('reason', 'must be a required field of the failure, and not a number');
  return faults;
}

/** The files of a webhook, relative to the project's folder. */
export const filesOf = (name: string) => ({
  failure: `functions/webhooks/${name}-failure.ts`,
  success: `functions/webhooks/${name}-success.ts`,
  test: `test/e2e/custom/${name}.test.ts`,
});

/**
 * Everything that is wrong with a request made from flags, a template or answers.
 * @param project the project's folder, in which the name may be taken
 */
export function faultsOf(draft: Readonly<Record<string, unknown>>, project: string): Fault[] {
  const faults = (requestSchema.safeParse(draft).error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((path) => ({ path, message: 'is unknown' }))
      : [describe(issue)],
  );
  faults.push(...contradictions(draft));
  const name = requestSchema.shape.name.safeParse(draft.name).data;
  if (name === undefined) return faults;
  const taken = Object.values(filesOf(name)).filter((file) => existsSync(join(project, file)));
  if (taken.length > 0) faults.push({ path: 'name', message: `${name} is taken by ${taken.join(', ')}` });
  if (existsSync(join(project, `functions/senders/${name}.ts`)))
    faults.push({ path: 'name', message: `${name} is taken by a sender` });
  return faults;
}

/**
 * Checks a request.
 * @param found what was already wrong with it when it was read
 * @throws Error that lists everything wrong with it
 */
export function checkRequest(
  draft: Readonly<Record<string, unknown>>,
  project: string,
  found: readonly Fault[] = [],
): Request {
  const faults = [
    ...found,
    ...faultsOf(draft, project).filter(({ path }) => !found.some((fault) => fault.path === path)),
  ];
  if (faults.length === 0) return requestSchema.parse(draft);
  const lines = new Set(faults.map(({ path, message }) => `  ${path} ${message}`));
  throw new Error(`Cannot create this webhook:\n${[...lines].join('\n')}`);
}

function describe(issue: z.core.$ZodIssue): Fault {
  // The messages about a record's key are nested one level deeper.
  const message =
    issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message)[0] : issue.message;
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return {
    path: issue.path.join('.') || 'the request',
    message: isMissing ? 'is required' : (message ?? ''),
  };
}

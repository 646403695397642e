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

const fieldsSchema = z.preprocess(
  (value) => {
    const { namespace: _, ...others } = z.record(z.string(), z.unknown()).catch({}).parse(value);
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
 * A request for a custom webhook (docs/writing-a-webhook.md). Messages are phrased to follow the
 * field's name.
 */
const requestSchema = z
  .strictObject({
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
  })
  .superRefine(({ failure, success, resourceName, title, reason }, context) => {
    const reject = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    for (const [body, fields] of Object.entries({ failure, success })) {
      const field = fields[resourceName];
      if (field === undefined) reject(body, `must have the field ${resourceName}, which names the resource`);
      else if (field.isOptional || field.kind !== 'string')
        reject(body, `must have ${resourceName} as a required string: it names the resource`);
    }
    if (!filledIn(title) && placeholdersIn(title)[0] === undefined) reject('title', NOT_FILLED_IN);
    for (const name of placeholdersIn(title)) {
      const field = failure[name];
      if (name === 'namespace') continue;
      if (field === undefined) reject('title', `uses ${name}, which is not a field of the failure`);
      else if (field.isOptional) reject('title', `uses ${name}, which is optional`);
    }
    if (reason === undefined) return;
    const reasonField = failure[reason];
    if (reasonField === undefined || reasonField.isOptional || reasonField.kind === 'number')
      reject('reason', 'must be a required field of the failure, and not a number');
  });
export type Request = z.output<typeof requestSchema>;

/** The files of a webhook, relative to the project's folder. */
export const filesOf = (name: string) => ({
  failure: `functions/webhooks/${name}-failure.ts`,
  success: `functions/webhooks/${name}-success.ts`,
  test: `test/e2e/custom/${name}.test.ts`,
});

/**
 * Checks a request made from flags, a template or answers.
 * @param project the project's folder
 * @throws Error that lists everything wrong with it, including a name that is taken
 */
export function checkRequest(draft: unknown, project: string): Request {
  const result = requestSchema.safeParse(draft);
  const problems = (result.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => `${key} is unknown`) : [describe(issue)],
  );
  const { name } = z.looseObject({ name: z.string().catch('') }).parse(draft);
  const taken = Object.values(filesOf(name)).filter((file) => existsSync(join(project, file)));
  if (taken.length > 0) problems.push(`name ${name} is taken by ${taken.join(', ')}`);
  if (existsSync(join(project, `functions/senders/${name}.ts`)))
    problems.push(`name ${name} is taken by a sender`);
  if (result.success && problems.length === 0) return result.data;
  throw new Error(
    `Cannot create this webhook:\n${[...new Set(problems)].map((line) => `  ${line}`).join('\n')}`,
  );
}

function describe(issue: z.core.$ZodIssue): string {
  // The messages about a record's key are nested one level deeper.
  const message =
    issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message)[0] : issue.message;
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return `${issue.path.join('.') || 'the request'} ${isMissing ? 'is required' : message}`;
}

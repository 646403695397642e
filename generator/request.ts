import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { issueTypeSchema, severitySchema } from '../functions/shared/issue/issue.ts';
import { resourceTypeSchema } from '../functions/shared/issue/scope.ts';

/** What a field of a body may hold; any of them may be optional. */
export const KINDS = ['string', 'url', 'number', 'string[]'] as const;
export interface Field {
  readonly kind: (typeof KINDS)[number];
  readonly isOptional: boolean;
}
/** By name, in the order in which they were asked for; without `namespace`, which every body has. */
export type Fields = Readonly<Record<string, Field>>;

/** Names that no variable may have, and those of globals that would be hidden. */
const RESERVED = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum escape eval export
  extends false finally for function globalThis if implements import in instanceof interface isFinite isNaN let new
  null package parseFloat parseInt private protected public return static super switch this throw true try typeof
  undefined unescape var void while with yield`.split(/\s+/),
);
/** Fields that mean something to every webhook. */
const KITE_S_OWN = new Set(['occurredAt']);

const fieldName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'must be a name like buildId: 1 to 64 letters, digits and _')
  .refine(
    (name) => !RESERVED.has(name) && !(name in Object.prototype),
    'cannot be used: it means something in TypeScript',
  )
  .refine((name) => !KITE_S_OWN.has(name), 'need not be asked for: every webhook takes it');

const kindOf = z
  .string()
  .transform((text) => text.replace(/\s+/g, '').replace(/,optional$/, '?'))
  .transform((text): { kind: string; isOptional: boolean } => ({
    kind: text.replace(/\?$/, ''),
    isOptional: text.endsWith('?'),
  }))
  .pipe(
    z.object({
      kind: z.enum(KINDS, `must be one of ${KINDS.join(', ')}; "?" behind it makes it optional`),
      isOptional: z.boolean(),
    }),
  );

const fields = z.preprocess(
  (value) => {
    const { namespace: _, ...others } = z.record(z.string(), z.unknown()).catch({}).parse(value);
    return others;
  },
  z.record(fieldName, kindOf, { error: 'has a field that cannot be' }),
);

const filledIn = (text: string) => !/^\[[^\]]*\]$/.test(text.trim());
const NOT_FILLED_IN = 'is not filled in';

/** The placeholders in a title, `{field}`, `<field>` or `[field]`; the name is in one of the groups. */
export const PLACEHOLDER = /\{(\w+)\}|<(\w+)>|\[(\w+)\]/g;
export const placeholdersIn = (title: string): string[] =>
  [...title.matchAll(PLACEHOLDER)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/**
 * A custom webhook as webhooks.md has it asked for (Developing Custom Webhooks), checked; every message reads
 * on from the name of the field that it is about.
 */
export const request = z
  .strictObject({
    name: z
      .string('is required')
      .max(40, 'must be at most 40 characters')
      .regex(
        /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        'must be lower-case words with hyphens in between, like smoke-test',
      )
      .refine(
        (name) => !/-(failure|success)$/.test(name),
        'must not end in -failure or -success: both are made of it',
      ),
    failure: fields,
    success: fields,
    resourceType: resourceTypeSchema.check(z.refine(filledIn, NOT_FILLED_IN)),
    resourceName: z.string('is required'),
    issueType: z.enum(issueTypeSchema.options, `must be one of ${issueTypeSchema.options.join(', ')}`),
    severity: z.enum(severitySchema.options, `must be one of ${severitySchema.options.join(', ')}`),
    title: z.string('is required').trim().min(1, 'is required').max(200, 'must be at most 200 characters'),
    /** The field that says why it failed. Default: the one whose name sounds like it; else the title does. */
    reason: z.string().optional(),
    /** What the answer to a success calls the resource. Default: its type. */
    noun: z.string().max(63).optional(),
  })
  .superRefine(({ failure, success, resourceName, title, reason }, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    for (const [body, fields] of Object.entries({ failure, success })) {
      const field = fields[resourceName];
      if (field === undefined) fault(body, `must have the field ${resourceName}, which names the resource`);
      else if (field.isOptional || field.kind !== 'string')
        fault(body, `must have ${resourceName} as a string that is not optional: it names the resource`);
    }
    if (!filledIn(title) && placeholdersIn(title)[0] === undefined) fault('title', NOT_FILLED_IN);
    for (const name of placeholdersIn(title)) {
      const field = failure[name];
      if (name === 'namespace') continue;
      if (field === undefined) fault('title', `speaks of ${name}, which the failure's body does not have`);
      else if (field.isOptional) fault('title', `speaks of ${name}, which may be left out`);
    }
    const why = reason === undefined ? undefined : failure[reason];
    if (reason !== undefined && (why === undefined || why.isOptional || why.kind === 'number'))
      fault('reason', 'must be a field of the failure, a text and not optional');
  });
export type Request = z.output<typeof request>;

/** The files that a webhook is made of, below the project's folder. */
export const filesOf = (name: string) => ({
  failure: `functions/webhooks/${name}-failure.ts`,
  success: `functions/webhooks/${name}-success.ts`,
  test: `test/e2e/custom/${name}.test.ts`,
});

/**
 * Checks a request that was put together from flags, a template or answers.
 * @param project the folder in which the webhook is to be
 * @throws Error that names what is wrong with it, also that there is such a webhook already
 */
export function checkRequest(asked: unknown, project: string): Request {
  const result = request.safeParse(asked);
  const faults = (result.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${key} is not asked for`)
      : [faultOf(issue)],
  );
  const { name } = z.looseObject({ name: z.string().catch('') }).parse(asked);
  const taken = Object.values(filesOf(name)).filter((file) => existsSync(join(project, file)));
  if (taken.length > 0) faults.push(`name ${name} is taken: there is ${taken.join(', ')}`);
  if (existsSync(join(project, `functions/senders/${name}.ts`))) faults.push(`name ${name} is a sender's`);
  if (result.success && faults.length === 0) return result.data;
  throw new Error(
    `This webhook cannot be made:\n${[...new Set(faults)].map((line) => `  ${line}`).join('\n')}`,
  );
}

function faultOf(issue: z.core.$ZodIssue): string {
  // A key of a record that is wrong has its own faults one level below.
  const message =
    issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message)[0] : issue.message;
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return `${issue.path.join('.') || 'it'} ${isMissing ? 'is required' : message}`;
}

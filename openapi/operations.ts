import * as z from 'zod/mini';
import type { routes } from '../functions/routes.ts';
import { issueListSchema, namespaceListSchema, scopeListSchema } from '../functions/shared/answers/lists.ts';
import { anyProblemSchema, problemSchema } from '../functions/shared/answers/problem.ts';
import {
  createdIssueSchema,
  fingerprintAnswerSchema,
  readIssueSchema,
  relatedAnswerSchema,
} from '../functions/shared/answers/reports.ts';
import {
  healthSchema,
  meSchema,
  senderListSchema,
  versionSchema,
} from '../functions/shared/answers/system.ts';
import {
  newTokenAnswerSchema,
  revokedAnswerSchema,
  tokenListSchema,
} from '../functions/shared/answers/tokens.ts';
import { issueSchema } from '../functions/shared/issue/answer.ts';

/** Answers by status: when, and with which body and headers. */
export type Answers = Readonly<
  Record<number, { readonly when: string; readonly schema?: z.core.$ZodType; readonly headers?: object }>
>;

/** What the document says of an operation, beside what its route and its request's schema say. */
export interface Operation {
  readonly summary: string;
  readonly description?: string;
  /** When all is well. */
  readonly answers: Answers;
  /** Those that do not follow from what it takes (errors.ts). @default - none */
  readonly errors?: Answers;
  /** A body that works. */
  readonly example?: unknown;
}

type Entry = Exclude<keyof typeof routes, 'system/dashboard' | 'system/fallback'>;

const ok = (when: string, schema: z.core.$ZodType) => ({ 200: { when, schema } });
const deleted = { 204: { when: 'Done' } };
const problem = (when: string) => ({ when, schema: problemSchema });
const noIssue = { 404: problem('There is no such issue, or the caller may not see it') };

/** By the file that answers it. */
const operations: Readonly<Record<Entry, Operation>> = {
  'issues/list': {
    summary: 'List issues',
    description:
      'One page of the issues of up to 20 namespaces. All filters combine; of one with several values, any will do.',
    answers: ok('One page', issueListSchema),
  },
  'issues/create': {
    summary: 'Create an issue, or update the similar one',
    description:
      'An issue that was read can be sent as a new one, without its `resolvedAt`: fields that requests cannot set are ignored.',
    answers: {
      200: {
        when: 'A similar issue was updated, and reopened if it was resolved',
        schema: createdIssueSchema,
      },
      201: { when: 'A new issue', schema: createdIssueSchema },
    },
    example: {
      title: 'Tests failing for user-service',
      description: '3 of 120 tests failed',
      severity: 'minor',
      issueType: 'test',
      namespace: 'team-epsilon',
      scope: { resourceType: 'component', resourceName: 'user-service' },
      links: [{ title: 'Test report', url: 'https://ci.example.com/reports/17' }],
    },
  },
  'issues/get': {
    summary: 'Read an issue',
    answers: ok('The issue, with its links and related issues', readIssueSchema),
    errors: noIssue,
  },
  'issues/update': {
    summary: 'Change an issue',
    description:
      'Changes the fields that the body names, at least one. The namespace and the scope cannot change: a body that has them must have those of the issue.',
    answers: ok('The issue as it is now', issueSchema),
    errors: noIssue,
    example: { severity: 'major', description: '30 of 120 tests failed' },
  },
  'issues/delete': {
    summary: 'Delete an issue, its links and its relations',
    answers: deleted,
    errors: noIssue,
  },
  'issues/resolve': {
    summary: 'Resolve an issue',
    description: 'Resolving twice keeps the first `resolvedAt`.',
    answers: ok('The issue as it is now', issueSchema),
    errors: noIssue,
  },
  'issues/relate': {
    summary: 'Relate two issues',
    description:
      'The issue in the path is the source. The caller needs the permission in the namespaces of both.',
    answers: { 201: { when: 'They are related', schema: relatedAnswerSchema } },
    errors: { ...noIssue, 409: problem('They are related already, or one has too many relations') },
    example: { relatedId: 'f229bf9e-9ebf-469b-9261-1c45cbde3eb6' },
  },
  'issues/unrelate': {
    summary: 'End the relation of two issues, whichever was the source',
    answers: deleted,
    errors: { 404: problem('There is no such relation, or the caller may not see the issues') },
  },
  'issues/fingerprint': {
    summary: 'See what a message becomes, without reporting it',
    description: 'Two failures of a scope with one fingerprint are one issue.',
    answers: ok('The fingerprint', fingerprintAnswerSchema),
    example: { message: 'src/cart.ts:42: expected 3, got 4 (after 1,532 ms)' },
  },
  'scopes/list': {
    summary: 'List what is broken now, by resource',
    description:
      'One page of the `ACTIVE` issues of up to 20 namespaces, in a group for each resource. Filters choose issues, which then are grouped.',
    answers: ok('One page', scopeListSchema),
  },
  'namespaces/list': {
    summary: 'List the namespaces that ever had an issue and that the caller may read',
    answers: ok('One page', namespaceListSchema),
  },
  'tokens/list': {
    summary: 'List access tokens',
    description: 'Only tokens that are valid nowhere but in namespaces that the caller administers.',
    answers: ok('One page', tokenListSchema),
  },
  'tokens/create': {
    summary: 'Create an access token',
    description: 'In namespaces that the caller administers.',
    answers: {
      201: { when: 'The token, with its credential, which is shown this once', schema: newTokenAnswerSchema },
    },
    errors: { 409: problem('The caller has too many living tokens') },
    example: { name: 'frontend-ci', role: 'publisher', namespaces: ['team-alpha'] },
  },
  'tokens/revoke': {
    summary: 'Revoke an access token, and all that were made with it',
    answers: deleted,
    errors: { 404: problem('There is no such token, or the caller may not see it') },
  },
  'tokens/revoke-made-by': {
    summary: 'Revoke all access tokens that somebody made',
    answers: ok('How many', revokedAnswerSchema),
  },
  'system/health': {
    summary: 'Is Kite up?',
    answers: {
      200: { when: 'The table answers', schema: healthSchema },
      503: { when: 'It does not', schema: z.union([healthSchema, anyProblemSchema]) },
    },
  },
  'system/senders': {
    summary: 'When each CI system was last heard, and why it was refused',
    description: 'Only for callers that may read in all namespaces, since a refusal may name any.',
    answers: ok('All senders', senderListSchema),
  },
  'system/me': {
    summary: 'Who the caller is, and what it may do',
    answers: ok('The caller', meSchema),
  },
  'system/version': { summary: 'What is deployed', answers: ok('The version', versionSchema) },
  'system/openapi': {
    summary: 'This document',
    answers: {
      200: { when: 'The document', schema: z.looseObject({ openapi: z.string() }) },
      304: { when: 'It is still the one that `If-None-Match` names' },
    },
  },
};

const isEntry = (entry: string): entry is Entry => Object.hasOwn(operations, entry);

/** What the document says of an endpoint of routes.ts. */
export function wordsOf(entry: string): Operation {
  if (isEntry(entry)) return operations[entry];
  throw new Error(`openapi/operations.ts does not describe ${entry}`);
}

/** What parameters mean, by their names. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  namespace: "A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's",
  state: 'In any case',
  severity: 'Up to 20, in any case',
  issueType: 'Up to 20, in any case',
  resourceType: "The scope's, exactly; up to 20",
  resourceName: "The scope's, exactly; up to 20",
  resourceNamespace: "The scope's, exactly; up to 20",
  search: 'Part of the title or description, in any case',
  limit: 'How many a page has',
  offset: 'How many to leave out first; not together with `cursor`',
  cursor: 'The `nextCursor` of the page before, with the same filters and order',
  order: 'Which come first, in any case',
  counts: 'Whether to count the active issues',
  createdBy: 'The id of a caller, as issues and tokens have it',
  id: 'An id, as lists have it',
  relatedId: 'The id of the other issue',
};

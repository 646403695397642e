import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Caller } from '../access/caller.ts';
import type { Issue } from '../issue/answer.ts';
import type { Counts } from '../runtime/metrics.ts';

/** What an endpoint answers; `body` becomes JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is, instead of a `body`; `headers` say what it is. */
  readonly text?: string;
  /** Whether `text` is Base64, which API Gateway turns back into the bytes. */
  readonly isBase64Encoded?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** What became of the reports in the request. */
  readonly counts?: Counts;
}

/**
 * The reply as a response. Relations to issues that the caller may not read are left out of every issue in it,
 * wherever that stands, so that no endpoint has to remember to.
 */
export const toResponse = (
  { status, body, text, isBase64Encoded = false, headers }: Reply,
  caller: Caller,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  ...(body !== undefined && {
    body: caller.may('read', '*') ? JSON.stringify(body) : JSON.stringify(body, readableBy(caller)),
  }),
  ...(text !== undefined && { body: text, isBase64Encoded }),
});

const readableBy = (caller: Caller) => (key: string, value: unknown) =>
  (key === 'relatedFrom' || key === 'relatedTo') && Array.isArray(value)
    ? value.filter((relation) => isRelation(relation) && caller.may('read', otherEnd(relation).namespace))
    : value;

type Relation = Issue['relatedFrom'][number] | Issue['relatedTo'][number];
const isRelation = (value: unknown): value is Relation =>
  typeof value === 'object' && value !== null && ('target' in value || 'source' in value);
const otherEnd = (relation: Relation) => ('target' in relation ? relation.target : relation.source);

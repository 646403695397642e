import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { badRequest, type Detail, HttpError } from '../runtime/errors.ts';
import { type Reading, readJson } from './body.ts';
import { english } from './messages.ts';
import { type Part, perRequest } from './parts.ts';

/** Not compiled: that takes more of an instance's first request than all later ones gain. */
const PARSING = { error: english, jitless: true };

/**
 * Reads a value by its schema.
 * @throws HttpError 400 for more faults than can be told
 */
export function parse<T>(schema: z.ZodMiniType<T>, value: unknown): z.core.util.SafeParseResult<T> {
  try {
    return z.safeParse(schema, value, PARSING);
  } catch (error) {
    // The library passes all faults of a list as arguments: over 100,000 are too many, and no sender's mistake.
    if (error instanceof RangeError) throw badRequest([{ path: 'body', message: 'has too many faults' }]);
    throw error;
  }
}

/**
 * Reads what a request holds by its schema: an object with any of `path`, `query` (without empty parameters) and
 * `body` (from JSON). Without `body` in it, a body is ignored.
 * @throws HttpError 400 naming every fault at once, 404 for a path that names nothing, 413, 415
 */
export function validate<S extends z.core.$ZodShape>(schema: z.ZodMiniObject<S>, reading: Reading) {
  const { get, set } = perRequest<z.output<z.ZodMiniObject<S>>>();
  const part: Part = {
    before({ event }) {
      const request = {
        path: event.pathParameters ?? {},
        query: queryOf(event),
        ...('body' in schema.shape && { body: readJson(event, reading) }),
      };
      const result = parse(schema, request);
      if (result.success) return set(event, result.data);
      const { issues } = result.error;
      if (issues.some(({ path }) => path[0] === 'path')) throw new HttpError(404, 'Not found');
      throw badRequest(issues.flatMap(toDetails));
    },
  };
  return { ...part, inputOf: get };
}

/**
 * The query: a parameter that was sent several times is a list. API Gateway joins its values with commas, which a value
 * may hold itself, so what was sent has to tell.
 */
function queryOf({ queryStringParameters = {}, rawQueryString }: APIGatewayProxyEventV2) {
  const sent = new URLSearchParams(rawQueryString);
  return Object.fromEntries(
    Object.entries(queryStringParameters).flatMap(([name, joined = '']) => {
      const all = joined.includes(',') ? sent.getAll(name) : [];
      const values = (all.length > 1 ? all : [joined]).filter((value) => value !== '');
      return values.length === 0 ? [] : [[name, values.length === 1 ? values[0] : values]];
    }),
  );
}

/** 400 with a detail for each fault in a body. */
export const toBadRequest = (issues: readonly z.core.$ZodIssue[]): HttpError =>
  badRequest(issues.flatMap((issue) => toDetails({ ...issue, path: ['body', ...issue.path] })));

function toDetails(issue: z.core.$ZodIssue): Detail[] {
  const [part = 'body', ...names] = issue.path.map(String);
  // A parameter that may have several values has the same name for each.
  const path = part === 'query' ? names.slice(0, 1) : names;
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: path.join('.') || part, message: issue.message }];
  }
  return issue.keys.map((key) => ({
    path: [...path, key.slice(0, 100)].join('.'),
    message: 'is not a field of this request',
  }));
}

import { afterEach, expect } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import document from '../../openapi.json' with { type: 'json' };

/*
 * Compares every answer that a test gets over HTTP with openapi.json: its status must be among the operation's, and its
 * body must have the fields that the document says, and no others.
 */

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`),
    pointer: `#/paths/${escapePointer(path)}/${method}/responses`,
    responses: new Map<string, object>(Object.entries(responses)),
  })),
);

/** An answer to a path that is no operation's: an error. */
const PROBLEM = '#/components/schemas/AnyProblem';

let ajv: Ajv2020 | undefined;
const validators = new Map<string, ValidateFunction>();
function validatorOf(pointer: string): ValidateFunction {
  if (ajv === undefined) {
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, 'openapi.json');
  }
  const found = validators.get(pointer) ?? ajv.compile({ $ref: `openapi.json${pointer}` });
  validators.set(pointer, found);
  return found;
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

const violations: string[] = [];
afterEach(() => expect(violations.splice(0)).toEqual([]));

const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await send(input, init);
  const request = new Request(input instanceof Request ? input.url : input, {
    method: init?.method ?? 'GET',
  });
  const method = input instanceof Request ? input.method : request.method;
  const { pathname } = new URL(request.url);
  // What a test answers in Kite's place says so.
  const isKite = pathname.startsWith('/api/v1/') && !response.headers.has('x-not-kite');
  if (isKite && method !== 'OPTIONS') {
    const text = await response
      .clone()
      .text()
      .catch(() => undefined);
    // A test may hang up before it has all.
    if (text !== undefined) violations.push(...faultsIn(method, pathname, response.status, text));
  }
  return response;
};

/** What an answer has that the document does not, or the other way round. */
export function faultsIn(method: string, pathname: string, status: number, text: string): string[] {
  const operation = operations.find((one) => one.method === method && one.pattern.test(pathname));
  const where = `${method} ${pathname} → ${status}`;
  const described = operation?.responses.get(String(status));
  if (operation && described === undefined) return [`${where}: the document has no such status`];
  if (described && !('content' in described))
    return text === '' ? [] : [`${where}: the document has no body`];
  // A webhook of a test's own.
  if (operation === undefined && status < 400) return [];
  const pointer = operation ? `${operation.pointer}/${status}/content/application~1json/schema` : PROBLEM;
  const validate = validatorOf(pointer);
  if (validate(parsed(text))) return [];
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'body'} ${message} ${JSON.stringify(params)}`,
  );
  return [`${where}: ${errors.slice(0, 5).join('; ')}`];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

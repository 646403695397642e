import { hash } from 'node:crypto';
import * as z from 'zod/mini';
import document from '../../openapi.json' with { type: 'json' };
import { routes } from '../routes.ts';
import { endpoint } from '../shared/http/endpoint.ts';

const content = JSON.stringify(document);
const headers = {
  'content-type': 'application/json',
  'cache-control': 'public, max-age=300',
  etag: `"${hash('sha256', content, 'hex').slice(0, 32)}"`,
};

/** `GET /openapi.json`: this API as a document. Browsers and caches may keep it for five minutes. */
export const handler = endpoint({
  access: routes['system/openapi'].caller,
  request: z.object({}),
  run: (_input, { event }) =>
    event.headers['if-none-match'] === headers.etag
      ? { status: 304, headers }
      : { status: 200, headers, text: content },
});

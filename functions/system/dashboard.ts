import { hash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { signInsSchema } from '../shared/access/issuers.ts';
import type { DashboardFiles } from '../shared/http/dashboard-files.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { readSettings } from '../shared/runtime/env.ts';
import { HttpError } from '../shared/runtime/errors.ts';

/** The built dashboard, from the bundle (lib/bundles.ts). */
declare const DASHBOARD: DashboardFiles;

const { SIGN_INS } = readSettings(routes['system/dashboard'], { SIGN_INS: z._default(z.string(), '[]') });
const signIns = signInsSchema.parse(JSON.parse(SIGN_INS));
const { files } = DASHBOARD;
const page = DASHBOARD.page.replace('SIGN_INS', () =>
  JSON.stringify(signIns).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`),
);
const ASSET = /^\/dashboard\/assets\/(.*)$/s;

/** Scripts and styles of this origin alone, and requests to it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  // The page asks an issuer for tokens.
  [
    "connect-src 'self'",
    ...new Set(signIns.flatMap(({ issuer, origins }) => [new URL(issuer).origin, ...origins])),
  ].join(' '),
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  // No page of another origin has a hold on this one; it has one on the window in which one signs in.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Kept, but asked for each time: it names the files of the newest build.
  'cache-control': 'no-cache',
  etag: `"${hash('sha256', page, 'hex').slice(0, 32)}"`,
};

/** `GET /`: the dashboard. One page for all its screens, and its files, each named by its content. */
export const handler = endpoint({
  access: routes['system/dashboard'].caller,
  request: z.object({}),
  run: (_input, { event: { rawPath, headers } }) => {
    const [, name] = ASSET.exec(rawPath) ?? [];
    if (name !== undefined) return file(name, headers['accept-encoding']);
    // Caches in between weaken it: W/"…".
    return headers['if-none-match']?.endsWith(PAGE_HEADERS.etag)
      ? { status: 304, headers: PAGE_HEADERS }
      : { status: 200, headers: PAGE_HEADERS, text: page };
  },
});

function file(name: string, acceptEncoding = '') {
  const found = Object.hasOwn(files, name) ? files[name] : undefined;
  if (found === undefined) throw new HttpError(404, 'Not found');
  const takesBrotli = /\bbr\b/.test(acceptEncoding);
  return {
    status: 200,
    headers: {
      'content-type': found.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(takesBrotli && { 'content-encoding': 'br' }),
    },
    text: takesBrotli
      ? found.brotli
      : brotliDecompressSync(Buffer.from(found.brotli, 'base64')).toString('base64'),
    isBase64Encoded: true,
  };
}

import { request } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { buildDashboard } from '../../dashboard/build.ts';
import { newNamespace, post, problemIn, send, served } from '../support/kite.ts';
import { servedOn } from '../support/served-on.ts';

interface Raw {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** A request outside of the API, whose answer stays as it was sent: `fetch` would decompress it. */
const ask = (path: string, headers: Record<string, string> = {}, url = served.url): Promise<Raw> =>
  new Promise((resolve, reject) => {
    request(`${url}${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });

const directives = ({ headers }: Raw) =>
  new Map(
    String(headers['content-security-policy'])
      .split('; ')
      .map((directive): [string, string] => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values.join(' ')];
      }),
  );

describe('the page', () => {
  test('is one for all screens, is asked for each time, and is sent again only when it has changed', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    for (const path of ['/dashboard/issues/1', '/dashboard/set-up', '/?namespace=team-alpha']) {
      const linked = await ask(path);
      expect([path, linked.status, linked.bytes.toString()]).toEqual([path, 200, page.bytes.toString()]);
    }
    const etag = String(page.headers.etag);
    for (const known of [etag, `W/${etag}`]) {
      const unchanged = await ask('/', { 'if-none-match': known });
      expect([unchanged.status, unchanged.bytes.length, unchanged.headers.etag]).toEqual([304, 0, etag]);
    }
    expect((await ask('/', { 'if-none-match': '"of-before"' })).status).toBe(200);
  });

  test('runs scripts of its own origin alone, and sends requests nowhere else', async () => {
    const page = await ask('/');
    expect(Object.fromEntries(directives(page))).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
    });
    expect(page.headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
    });
    // What the policy would refuse.
    expect(page.bytes.toString()).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
  });

  test('asks the issuers at which one signs in, and says them as text', async () => {
    const signIns = [
      {
        issuer: 'https://login.example.com/tenant/v2.0',
        clientId: 'kite" onload="alert(1)',
        scopes: 'openid',
        origins: ['https://auth.example.com'],
      },
    ];
    await servedOn({ SIGN_INS: JSON.stringify(signIns) }, async (url) => {
      const page = await ask('/', {}, url);
      expect(directives(page).get('connect-src')).toBe(
        "'self' https://login.example.com https://auth.example.com",
      );
      const [, content = ''] =
        /<meta name="kite-sign-in" content="([^"]*)"/.exec(page.bytes.toString()) ?? [];
      const text = content.replace(/&#(\d+);/g, (_match, code) => String.fromCharCode(Number(code)));
      expect(JSON.parse(text)).toEqual(signIns);
    });
  });
});

describe('its files', () => {
  const { files } = buildDashboard();

  test.each(Object.entries(files))('%s is compressed, and kept for ever', async (name, { type }) => {
    const path = `/dashboard/assets/${name}`;
    const [compressed, plain] = [await ask(path, { 'accept-encoding': 'gzip, br' }), await ask(path)];
    for (const { status, headers } of [compressed, plain]) {
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': type,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        'x-content-type-options': 'nosniff',
      });
    }
    expect(compressed.headers['content-encoding']).toBe('br');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(brotliDecompressSync(compressed.bytes).equals(plain.bytes)).toBe(true);
    expect(compressed.bytes.toString('base64')).toBe(files[name]?.brotli);
  });

  test('are those that the page names', async () => {
    const page = (await ask('/')).bytes.toString();
    const named = [...page.matchAll(/\/dashboard\/assets\/([^"]+)/g)].map(([, name]) => name);
    expect(named).toHaveLength(3);
    expect(named.filter((name) => name === undefined || !(name in files))).toEqual([]);
  });

  // A copy that is kept would outlive the next deployment, in which there may be such a file.
  test.each(['none.js', '__proto__', 'constructor', '%2e%2e%2fpackage.json', 'kite.js'])(
    '%s is none: 404, not cached',
    async (name) => {
      const { status, headers, bytes } = await ask(`/dashboard/assets/${name}`);
      expect({ status, cache: headers['cache-control'], body: JSON.parse(bytes.toString()) }).toMatchObject({
        status: 404,
        cache: 'no-store',
        body: { error: 'Not found' },
      });
    },
  );
});

describe('beside it', () => {
  test('the API answers as ever: JSON, also where there is nothing', async () => {
    const missing = await send('GET', '/nowhere');
    expect(problemIn(missing)).toMatchObject({ status: 404, error: 'Not found' });
    for (const path of ['/nowhere', '/dashboards', '/index.html']) {
      const { status, headers } = await ask(path);
      expect([path, status, headers['content-type']]).toEqual([path, 404, 'application/json']);
    }
  });

  test('reports are taken while many load it', async () => {
    await servedOn({ REQUESTS_PER_SECOND: '20' }, async (url) => {
      const namespace = newNamespace();
      const pages = Array.from({ length: 150 }, () => ask('/', {}, url));
      const reports = Array.from({ length: 20 }, (_, run) =>
        post('/webhooks/pipeline-failure', { pipelineName: `p-${run}`, namespace, failureReason: 'x' }, url),
      );
      expect(new Set((await Promise.all(reports)).map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set((await Promise.all(pages)).map(({ status }) => status))).toEqual(new Set([200]));
    });
  });
});

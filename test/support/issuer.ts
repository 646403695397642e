import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type CryptoKey,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  SignJWT,
} from 'jose';
import { CodeFlow } from './code-flow.ts';

/**
 * An OpenID Connect issuer on this machine: a configuration, keys that are rotated, and tokens. It signs everyone in as
 * `ada` by the code flow with PKCE, without asking.
 */
export interface TestIssuer {
  readonly url: string;
  /** Signs what is claimed, for the audience `kite` and 5 minutes unless it is claimed otherwise. */
  sign(claims: Readonly<Record<string, unknown>>, header?: { alg?: string; kid?: string }): Promise<string>;
  /** The public key, as anyone can have it. */
  publicKey(): Promise<string>;
  /** Signs with a new key from now on, and no longer publishes the old one. */
  rotate(): Promise<void>;
  /** How often its keys were asked for. */
  keyFetches(): number;
  /** How often it was asked for anything. */
  fetches(): number;
  /** How it signs people in. */
  readonly people: CodeFlow;
  /** From now on: answers, answers 503, never answers, or sends everyone elsewhere for its keys. */
  set(state: 'up' | 'down' | 'hanging' | 'elsewhere'): void;
  close(): Promise<void>;
}

interface Keys {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

let made = 0;
const newKeys = async (): Promise<Keys> => ({
  kid: `key-${++made}`,
  ...(await generateKeyPair('RS256', { extractable: true })),
});

/** @param claimed the issuer that it says to be; itself when it is not given */
export async function startIssuer(claimed?: string): Promise<TestIssuer> {
  let keys = await newKeys();
  let state: Parameters<TestIssuer['set']>[0] = 'up';
  let keyFetches = 0;
  let fetches = 0;
  const published = async () => ({
    keys: [{ ...(await exportJWK(keys.publicKey)), kid: keys.kid, use: 'sig' }],
  });
  const people = new CodeFlow((claims) => issuer.sign(claims));
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
        .end(JSON.stringify(body));
    fetches++;
    if (state === 'hanging') return;
    if (state === 'down') return answer(503, {});
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return answer(200, {
          issuer: claimed ?? url,
          jwks_uri: `${url}/keys`,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
        });
      case '/authorize':
        return response.writeHead(302, { location: people.authorize(searchParams) }).end();
      case '/token': {
        const tokens = await people.token(new URLSearchParams(await text(request)));
        return tokens === undefined ? answer(400, { error: 'invalid_grant' }) : answer(200, tokens);
      }
      case '/keys': {
        keyFetches++;
        if (state === 'elsewhere') return response.writeHead(302, { location: `${url}/other-keys` }).end();
        return answer(200, await published());
      }
      case '/other-keys':
        return answer(200, await published());
      default:
        return answer(404, {});
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const issuer: TestIssuer = {
    url,
    sign: async (claims, { alg = 'RS256', kid = keys.kid } = {}) =>
      new SignJWT({
        iss: url,
        aud: 'kite',
        sub: 'someone',
        exp: Math.floor(Date.now() / 1000) + 300,
        ...claims,
      })
        .setProtectedHeader({ alg, kid })
        .sign(await importPKCS8(await exportPKCS8(keys.privateKey), alg)),
    publicKey: () => exportSPKI(keys.publicKey),
    async rotate() {
      keys = await newKeys();
    },
    people,
    keyFetches: () => keyFetches,
    fetches: () => fetches,
    set(wanted) {
      state = wanted;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return issuer;
}

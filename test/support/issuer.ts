import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  type CryptoKey,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  SignJWT,
} from 'jose';

/** An OpenID Connect issuer on this machine: a configuration, keys that are rotated, and tokens. */
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
  /** Answers 503 from now on, or no longer. */
  setDown(isDown: boolean): void;
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
  let isDown = false;
  let keyFetches = 0;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (isDown) return answer(503, {});
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return answer(200, { issuer: claimed ?? url, jwks_uri: `${url}/keys` });
      case '/keys': {
        keyFetches++;
        const jwk = await exportJWK(keys.publicKey);
        return answer(200, { keys: [{ ...jwk, kid: keys.kid, use: 'sig' }] });
      }
      default:
        return answer(404, {});
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  return {
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
    keyFetches: () => keyFetches,
    setDown(down) {
      isDown = down;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

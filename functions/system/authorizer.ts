import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerResult,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import * as z from 'zod/mini';
import { authorizerSpec } from '../routes.ts';
import { Caller, toContext } from '../shared/access/caller.ts';
import { credentialIn } from '../shared/access/credential.ts';
import { issuersSchema } from '../shared/access/issuers.ts';
import { InvalidCredential, oidcVerifier } from '../shared/access/oidc.ts';
import { isHashOf, isTokenId, looksLikeToken, readToken } from '../shared/access/token.ts';
import { readSettings } from '../shared/runtime/env.ts';
import { logger } from '../shared/runtime/log.ts';
import { connect } from '../shared/store/table.ts';
import { findTokens, hasEnded, noteUse, type TokenItem } from '../shared/store/tokens.ts';

const table = connect();
const { OIDC } = readSettings(authorizerSpec, {
  OIDC: z.pipe(
    z.pipe(
      z._default(z.string(), '[]'),
      z.transform((text): unknown => JSON.parse(text)),
    ),
    issuersSchema,
  ),
});
const verifyJwt = oidcVerifier(OIDC);

type Verdict =
  | APIGatewaySimpleAuthorizerResult
  | APIGatewaySimpleAuthorizerWithContextResult<ReturnType<typeof toContext>>;

/** No credential that we issue or trust is longer than this. */
const MAX_CREDENTIAL = 8_192;
/** How far behind `lastUsedAt` may be: a write for every use would cost more than the use. */
const USE_RECORDED_MS = 3_600_000;
/** The hash to compare with when there is no such token, so that refusing takes no less time. */
const NO_HASH = '0'.repeat(64);

/**
 * Tells API Gateway who sends a request (payload format 2.0, simple responses). The answer depends on the
 * credential alone, not on the route, so that the gateway may cache it (lib/token-authorizer.ts).
 * @throws when it cannot know, because the table or an issuer does not answer; the gateway then lets nobody in
 */
export async function handler({
  headers,
}: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>): Promise<Verdict> {
  const credential = credentialIn(headers?.authorization);
  try {
    if (credential === '' || credential.length > MAX_CREDENTIAL)
      throw new InvalidCredential('No bearer token or Basic, or one that is too long');
    const caller = looksLikeToken(credential) ? await verifyToken(credential) : await verifyJwt(credential);
    return { isAuthorized: true, context: toContext(caller) };
  } catch (error) {
    if (!(error instanceof InvalidCredential)) throw error;
    logger.warn('A credential was refused', { reason: error.message });
    return { isAuthorized: false };
  }
}

async function verifyToken(credential: string): Promise<Caller> {
  const token = readToken(credential);
  if (token === undefined) throw new InvalidCredential('Not in the form of a Kite token');
  const found = await findTokens(table, [token.id, ...token.ancestors]);
  const item = found.get(token.id);
  const isGenuine = isHashOf(token.secret, item?.hash ?? NO_HASH);
  if (item === undefined || !isGenuine) throw new InvalidCredential('No such Kite token');
  const ancestors = item.ancestors.filter(isTokenId);
  if (ancestors.join() !== token.ancestors.join()) {
    throw new InvalidCredential(`The Kite token ${item.id} does not name what it was made through`);
  }
  // It ends with each of those, also when that one was revoked.
  const ended = [item.id, ...ancestors].find((id) => isOver(found.get(id)));
  if (ended !== undefined) throw new InvalidCredential(`The Kite token ${item.id} has ended, with ${ended}`);
  await recordUse(item);
  return new Caller(item.id, [{ role: item.role, namespaces: item.namespaces }]);
}

const isOver = (item: TokenItem | undefined) => item === undefined || hasEnded(item);

async function recordUse({ id, lastUsedAt }: TokenItem): Promise<void> {
  if (lastUsedAt !== undefined && Date.parse(lastUsedAt) > Date.now() - USE_RECORDED_MS) return;
  await noteUse(table, id).catch((error: unknown) =>
    logger.warn('The use of a token was not recorded', { error }),
  );
}

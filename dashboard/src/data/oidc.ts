import * as oauth from 'oauth4webapi';
import type { Session } from './session.ts';
import { SignInFailure, toFailure } from './sign-in-failure.ts';
import type { SignInPlace } from './sign-in-places.ts';

/*
 * The code flow with PKCE, as a public client. Loaded when one signs in or a session is renewed; what the page imports
 * too would make a file of its own, and one request more for everyone.
 */

/** What this tab asked for, until the answer comes. */
interface Departure {
  readonly issuer: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}
/** The same of a tab that leaves. */
interface Leaving extends Departure {
  /** Where one was. */
  readonly from: string;
}
const LEAVING = 'kite.sign-in';
/** How a window hands over to the tab that opened it, with which it may have lost touch at the issuer. */
const BESIDE = 'kite.sign-in';
/** What the state of a window's sign-in begins with. */
const BESIDE_MARK = 'beside.';

const REQUEST_MS = 10_000;
const optionsFor = (issuer: string) => ({
  // Issuers of this machine have no certificate.
  [oauth.allowInsecureRequests]: issuer.startsWith('http://'),
  signal: AbortSignal.timeout(REQUEST_MS),
});

async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, optionsFor(issuer));
  if (!response.ok) throw new TypeError('No configuration');
  return oauth.processDiscoveryResponse(url, response);
}

/** What to ask of an issuer, and where. */
async function ask({ issuer, clientId, scopes, returnUrl }: SignInPlace, mark = '') {
  const { authorization_endpoint: endpoint } = await discover(issuer);
  if (endpoint === undefined) throw new Error('The issuer has no authorization endpoint');
  const departure: Departure = {
    issuer,
    verifier: oauth.generateRandomCodeVerifier(),
    state: mark + oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  };
  const url = new URL(endpoint);
  const parameters = {
    client_id: clientId,
    redirect_uri: returnUrl,
    response_type: 'code',
    scope: scopes,
    code_challenge: await oauth.calculatePKCECodeChallenge(departure.verifier),
    code_challenge_method: 'S256',
    state: departure.state,
    nonce: departure.nonce,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { departure, url };
}

/**
 * Leaves this page for the issuer's.
 * @throws SignInFailure
 */
export async function leaveForSignIn(place: SignInPlace, from: string): Promise<void> {
  try {
    const { departure, url } = await ask(place);
    const leaving: Leaving = { ...departure, from };
    sessionStorage.setItem(LEAVING, JSON.stringify(leaving));
    location.assign(url);
  } catch (error) {
    throw toFailure(error, place);
  }
}

/** Ends the wait for a window that was opened before. */
let stopWaiting = () => {};

/**
 * Signs in at the issuer in a window of its own, so that this page stays as it is.
 * @param beside a window that was opened for it, which browsers allow only while a click is handled
 * @throws SignInFailure
 */
export async function signInBeside(place: SignInPlace, beside: Window): Promise<Session> {
  stopWaiting();
  try {
    const { departure, url } = await ask(place, BESIDE_MARK);
    const answer = Promise.withResolvers<URL>();
    const channel = new BroadcastChannel(BESIDE);
    stopWaiting = () => channel.close();
    channel.onmessage = ({ data }) => {
      const back = new URL(String(data));
      if (back.searchParams.get('state') === departure.state) answer.resolve(back);
    };
    // The issuer's page must not reach this one.
    beside.opener = null;
    beside.location.replace(url);
    const back = await answer.promise;
    channel.close();
    return await redeem(place, departure, back);
  } catch (error) {
    beside.close();
    throw toFailure(error, place);
  }
}

/** Who is back, and where one was before. */
interface Returned {
  readonly session: Session;
  readonly from: string;
}

/**
 * Back from the issuer. In a window beside, the answer is handed to the tab that waits for it.
 * @returns undefined in a window beside
 * @throws SignInFailure
 */
export async function comeBack(
  placeOf: (issuer: string) => SignInPlace | undefined,
): Promise<Returned | undefined> {
  const back = new URL(location.href);
  if (back.searchParams.get('state')?.startsWith(BESIDE_MARK)) {
    new BroadcastChannel(BESIDE).postMessage(back.href);
    return undefined;
  }
  const stored = sessionStorage.getItem(LEAVING);
  sessionStorage.removeItem(LEAVING);
  if (stored === null) {
    throw new SignInFailure(
      'This tab has not asked to sign in: it was reloaded, or the link came from elsewhere.',
    );
  }
  const leaving: Leaving = JSON.parse(stored);
  const place = placeOf(leaving.issuer);
  if (place === undefined) throw new SignInFailure(`Kite no longer trusts ${leaving.issuer}.`);
  try {
    return { session: await redeem(place, leaving, back), from: leaving.from };
  } catch (error) {
    throw toFailure(error, place);
  }
}

/** The session that the answer is good for. */
async function redeem(
  { issuer, clientId, returnUrl }: SignInPlace,
  { verifier, state, nonce }: Departure,
  back: URL,
): Promise<Session> {
  const server = await discover(issuer);
  const client = { client_id: clientId };
  const parameters = oauth.validateAuthResponse(server, client, back, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    returnUrl,
    verifier,
    optionsFor(issuer),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  return sessionOf(issuer, tokens);
}

/**
 * Renews a session with its refresh token, which the issuer may exchange for another.
 * @throws SignInFailure when there is none, the issuer refuses, or cannot be reached
 */
export async function renew({ openId }: Session, place: SignInPlace): Promise<Session> {
  if (openId?.refreshToken === undefined) throw new SignInFailure('There is nothing to renew it with.');
  const { issuer, subject, refreshToken } = openId;
  try {
    const client = { client_id: place.clientId };
    const server = await discover(issuer);
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      optionsFor(issuer),
    );
    const tokens = await oauth.processRefreshTokenResponse(server, client, response);
    const session = sessionOf(issuer, tokens, refreshToken);
    if (session.openId?.subject !== subject) throw new Error('It is about somebody else');
    return session;
  } catch (error) {
    throw toFailure(error, place);
  }
}

/** @param known a refresh token that stays good where the answer has no other */
function sessionOf(issuer: string, tokens: oauth.TokenEndpointResponse, known?: string): Session {
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const { id_token: credential, refresh_token: refreshToken = known } = tokens;
  if (claims === undefined || credential === undefined)
    throw new SignInFailure('The issuer gave no ID token.');
  const name = [claims.name, claims.preferred_username, claims.email].find((one) => typeof one === 'string');
  const lifetime = (claims.exp - claims.iat) * 1_000;
  return {
    credential,
    openId: {
      issuer,
      subject: claims.sub,
      ...(typeof name === 'string' && { name }),
      // This machine's clock may be wrong.
      endsAt: Date.now() + lifetime,
      lifetime,
      ...(refreshToken !== undefined && { refreshToken }),
    },
  };
}

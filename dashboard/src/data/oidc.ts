import * as oauth from 'oauth4webapi';
import { signIn } from './session.ts';
import { returnUrl, type SignInPlace, signInPlaces } from './sign-in-places.ts';

/** What one left with, until one is back. */
const KEY = 'kite.sign-in';

interface Departure {
  readonly issuer: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Where one was. */
  readonly from: string;
}

/** Issuers of this machine have no certificate. */
const optionsFor = (issuer: string) => ({ [oauth.allowInsecureRequests]: issuer.startsWith('http://') });

async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, optionsFor(issuer)));
}

/** Leaves for the issuer's sign-in: the code flow with PKCE. */
export async function leaveForSignIn({ issuer, clientId, scopes }: SignInPlace): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover(issuer);
  if (endpoint === undefined) throw new Error('The issuer has no authorization endpoint');
  const departure: Departure = {
    issuer,
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    from: location.pathname + location.search,
  };
  sessionStorage.setItem(KEY, JSON.stringify(departure));
  const url = new URL(endpoint);
  const parameters = {
    client_id: clientId,
    redirect_uri: returnUrl(),
    response_type: 'code',
    scope: scopes,
    code_challenge: await oauth.calculatePKCECodeChallenge(departure.verifier),
    code_challenge_method: 'S256',
    state: departure.state,
    nonce: departure.nonce,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/**
 * Back from the issuer: signs in with its ID token.
 * @returns where one was before
 * @throws when the answer does not belong to what this tab asked, or the issuer refuses
 */
export async function comeBack(): Promise<string> {
  const stored = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (stored === null) throw new Error('This tab has not asked to sign in.');
  const { issuer, verifier, state, nonce, from }: Departure = JSON.parse(stored);
  const place = signInPlaces().find((one) => one.issuer === issuer);
  if (place === undefined) throw new Error('The issuer is no longer trusted.');
  const server = await discover(issuer);
  const client = { client_id: place.clientId };
  const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    returnUrl(),
    verifier,
    optionsFor(issuer),
  );
  const { id_token: idToken } = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  if (idToken === undefined) throw new Error('The issuer gave no ID token.');
  signIn(idToken);
  return from;
}

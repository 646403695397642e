import { getSystemErrorMessage, types } from 'node:util';

/** Runs a command; an error ends it with code 1 and says what went wrong, without a stack trace. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}

/** What went wrong, for the person who gave the command. */
export function messageOf(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  // Of a host with several addresses, each with its own error.
  if (error.message === '' && 'errors' in error && Array.isArray(error.errors))
    return messageOf(error.errors[0]);
  // `fetch` says only that it failed.
  if (error.message === 'fetch failed' && error.cause !== undefined) return messageOf(error.cause);
  if (error.name === 'CredentialsProviderError')
    return 'No AWS credentials were found. Log in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID.';
  if (error.message === 'Region is missing') return 'Which AWS region? Set AWS_REGION, or AWS_PROFILE.';
  if (error.name === 'ExitPromptError') return '\nStopped; nothing was written.';
  return 'path' in error && 'errno' in error ? `${error.path}: ${reasonOf(error)}` : error.message;
}

/** Why a file operation failed, without the system call and the path. */
export const reasonOf = (error: unknown): string =>
  types.isNativeError(error) && 'errno' in error && typeof error.errno === 'number'
    ? getSystemErrorMessage(error.errno)
    : messageOf(error);

/** The answer of a Kite server to a JSON body. */
export interface KiteAnswer {
  readonly status: number;
  readonly isOk: boolean;
  readonly body: unknown;
}

/**
 * Sends JSON to a Kite server.
 * @throws Error when nothing answers there, or something else than Kite
 */
export async function postToKite(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  send: (request: Request) => Promise<Response> = fetch,
): Promise<KiteAnswer> {
  const { origin } = new URL(url);
  const request = new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const response = await send(request).catch((error: unknown) => {
    throw new Error(
      `${origin} does not answer (${messageOf(error)}). Run "npm start" first, or give --url URL.`,
    );
  });
  const text = await response.text();
  try {
    return { status: response.status, isOk: response.ok, body: JSON.parse(text) };
  } catch {
    const said = text.replace(/\s+/g, ' ').slice(0, 100);
    throw new Error(
      `${origin} answers ${response.status}, but not as Kite does: "${said}". Is --url ${origin} right?`,
    );
  }
}

/** Kite's URL as given with --url, without a slash at the end. */
export function kiteUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (!/^https?:$/.test(protocol)) throw new Error(`--url ${text}: not a URL, like http://127.0.0.1:3000`);
  return text.replace(/\/+$/, '');
}

/** The key and the value of `-c KEY=VALUE`. */
export function keyAndValue(pair: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (key === undefined || value === undefined) throw new Error(`-c ${pair}: not KEY=VALUE`);
  return [key, value];
}

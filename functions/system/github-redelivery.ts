import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import { githubRedeliverySpec } from '../routes.ts';
import { readEnv, readSettings } from '../shared/runtime/env.ts';
import { logger } from '../shared/runtime/log.ts';

const { GITHUB_HOOKS } = readSettings(githubRedeliverySpec, { GITHUB_HOOKS: z.string() });
const { SECRET_PARAMETER } = readEnv({ SECRET_PARAMETER: z.string() });
const parameters = new SSMClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/** An attempt to deliver an event: what is sent again has the same `guid`. */
const attemptSchema = z.object({
  // As it stands in the JSON: 64 bits, more than JavaScript's numbers hold.
  id: z.string(),
  guid: z.string(),
  delivered_at: z.string(),
  redelivery: z.boolean(),
  status_code: z.number(),
  action: z.nullish(z.string()),
});
type Attempt = z.output<typeof attemptSchema>;

const HOUR_MS = 3_600_000;
/** How far back GitHub sends again. */
const KEPT_MS = 72 * HOUR_MS;
/** How long after each failed attempt GitHub is asked for the next one: five times, over some 60 hours. */
const WAITS_MS = [0, 1, 4, 16, 40].map((hours) => hours * HOUR_MS);
/** What one run does for a hook: far below GitHub's limits (5,000 requests an hour, 80 a minute that change something). */
const MAX_PAGES = 50;
const PER_PAGE = 100;
const MAX_ASKED = 50;
const TIMEOUT_MS = 5_000;

/** GitHub wants no more requests for now. */
class RateLimited extends Error {}

/**
 * Has GitHub send again what it could not deliver, which it does not do by itself
 * (https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries). It keeps no state: GitHub
 * lists every attempt, so a delivery is asked for five times at most, whoever asked.
 * @throws Error when a hook's deliveries could not be seen, after all hooks had their turn
 */
export async function handler(): Promise<void> {
  const token = await readToken();
  let failed = 0;
  for (const hook of GITHUB_HOOKS.split(',')) {
    try {
      await redeliver(hook, token);
    } catch (error) {
      if (error instanceof RateLimited) logger.warn('GitHub limits the rate; the next run goes on', { hook });
      else {
        failed++;
        logger.error("GitHub's failed deliveries could not be asked for", { hook, error });
      }
    }
  }
  if (failed > 0) throw new Error(`${failed} of GitHub's webhooks could not be looked after`);
}

/** The token, which no error may hold: `fetch` quotes a header that it does not accept. */
async function readToken(): Promise<string> {
  const command = new GetParameterCommand({ Name: SECRET_PARAMETER, WithDecryption: true });
  const token = (await parameters.send(command)).Parameter?.Value?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error(`${SECRET_PARAMETER} holds no token`);
  return token;
}

async function redeliver(hook: string, token: string): Promise<void> {
  const { attempts, isWhole } = await recentAttempts(hook, token);
  const due = dueAttempts(attempts, Date.now());
  let asked = 0;
  for (const { id } of due.slice(0, MAX_ASKED)) {
    const { ok, status } = await request('POST', `${hook}/deliveries/${id}/attempts`, token);
    if (ok) asked++;
    else logger.warn('GitHub does not send a delivery again', { hook, id, status });
  }
  logger.info('redelivery', { hook, attempts: attempts.length, isWhole, due: due.length, asked });
}

/** The attempts of the last days, the newest first, as far as one run goes. */
async function recentAttempts(
  hook: string,
  token: string,
): Promise<{ readonly attempts: readonly Attempt[]; readonly isWhole: boolean }> {
  const attempts: Attempt[] = [];
  let url: string | undefined = `${hook}/deliveries?per_page=${PER_PAGE}`;
  for (let page = 0; page < MAX_PAGES && url !== undefined; page++) {
    const response: Response = await request('GET', url, token);
    if (!response.ok) throw new Error(`GitHub answers ${response.status}: may the token read this webhook?`);
    const text = await response.text();
    const found = z.array(attemptSchema).parse(JSON.parse(text.replace(/"id": *(\d+)/g, '"id":"$1"')));
    attempts.push(...found);
    const oldest = Date.parse(found.at(-1)?.delivered_at ?? '');
    url = oldest > Date.now() - KEPT_MS ? nextPage(response, hook) : undefined;
  }
  return { attempts, isWhole: url === undefined };
}

/** The next page, which must be where the hook is: the token goes nowhere else. */
function nextPage({ headers }: Response, hook: string): string | undefined {
  const [, next] = /<([^>]+)>; *rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return next && URL.canParse(next) && new URL(next).origin === new URL(hook).origin ? next : undefined;
}

/** The last attempts at what is to be sent again now, the oldest first. */
function dueAttempts(attempts: readonly Attempt[], now: number): Attempt[] {
  const due = [...Map.groupBy(attempts, ({ guid }) => guid).values()].flatMap((ofOne) => {
    const last = ofOne.reduce((a, b) => (Date.parse(b.delivered_at) > Date.parse(a.delivered_at) ? b : a));
    const first = ofOne.find(({ redelivery }) => !redelivery);
    // Without the first attempt, nobody knows how many there were.
    if (first === undefined || first.action !== 'completed' || ofOne.some(isDelivered)) return [];
    const wait = WAITS_MS[ofOne.length - 1] ?? Number.POSITIVE_INFINITY;
    const isKept = Date.parse(first.delivered_at) > now - KEPT_MS;
    return isKept && now - Date.parse(last.delivered_at) >= wait ? [last] : [];
  });
  return due.sort((a, b) => Date.parse(a.delivered_at) - Date.parse(b.delivered_at));
}

/** As GitHub tells success from failure. */
const isDelivered = ({ status_code }: Attempt): boolean => status_code >= 200 && status_code < 400;

/** @throws RateLimited */
async function request(method: 'GET' | 'POST', url: string, token: string): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'kite-for-aws',
      'x-github-api-version': '2022-11-28',
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { status, headers } = response;
  // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
  const isLimited = headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0';
  if (status === 429 || (status === 403 && isLimited)) throw new RateLimited();
  return response;
}

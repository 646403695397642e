import { once } from 'node:events';
import { createServer } from 'node:http';

/** An attempt to deliver, as GitHub lists it; the id is a number of 64 bits in JSON. */
export interface Attempt {
  readonly id: string;
  readonly guid: string;
  readonly delivered_at: string;
  readonly redelivery: boolean;
  readonly status_code: number;
  readonly action: string | null;
}

/** GitHub's API on this machine, as far as a webhook's deliveries go. */
export interface FakeGithub {
  /** Of the hook, as in the option `kite:githubHooks`. */
  readonly hook: string;
  /** The newest first. */
  readonly attempts: Attempt[];
  /** What was asked: `GET /…`, with the token that came along. */
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[];
  /** Answers everything from now on as this says, until it returns nothing. */
  answer: (line: string) => { status: number; headers?: Record<string, string> } | undefined;
  /** Whether what is sent again arrives, by its `guid`: the status with which it is answered. */
  deliver: (guid: string) => number | Promise<number>;
  close(): Promise<void>;
}

let lastId = 2n ** 60n;
/** @param hoursAgo when it was tried */
export const anAttempt = (guid: string, hoursAgo: number, changes: Partial<Attempt> = {}): Attempt => ({
  id: String(++lastId),
  guid,
  delivered_at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
  redelivery: false,
  status_code: 502,
  action: 'completed',
  ...changes,
});

/** https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook, in pages of 100. */
export async function startFakeGithub(): Promise<FakeGithub> {
  const path = '/repos/acme/orders/hooks/42';
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const line = `${request.method} ${pathname}`;
    github.requests.push({ line, authorization: request.headers.authorization });
    const { status, headers } = github.answer(line) ?? {};
    if (status) return response.writeHead(status, headers).end('{}');
    if (line === `GET ${path}/deliveries`) {
      const start = Number(searchParams.get('cursor') ?? 0);
      const end = start + Number(searchParams.get('per_page'));
      const next = `<${github.hook}/deliveries?per_page=100&cursor=${end}>; rel="next"`;
      const listed = github.attempts.slice(start, end);
      // As numbers, which JavaScript could not write.
      const json = JSON.stringify(listed).replace(/"id":"(\d+)"/g, '"id":$1');
      return response.writeHead(200, end < github.attempts.length ? { link: next } : {}).end(json);
    }
    const [, id] = /^POST .*\/deliveries\/(\d+)\/attempts$/.exec(line) ?? [];
    const tried = github.attempts.find((attempt) => attempt.id === id);
    if (tried === undefined) return response.writeHead(404).end('{}');
    const status_code = await github.deliver(tried.guid);
    github.attempts.unshift(anAttempt(tried.guid, 0, { redelivery: true, status_code }));
    return response.writeHead(202).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const github: FakeGithub = {
    hook: `http://127.0.0.1:${port}${path}`,
    attempts: [],
    requests: [],
    answer: () => undefined,
    deliver: () => 502,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return github;
}

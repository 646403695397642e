import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  failureWebhookSpec,
  type RouteSpec,
  routes,
  senderSpec,
  successWebhookSpec,
} from '../functions/routes.ts';

/** One endpoint of the API: its route, and the function that answers. */
export interface EndpointSpec extends RouteSpec {
  /** The file below functions/, without `.ts`. */
  readonly entry: string;
  /** The CI system whose own events it takes, authenticated by a secret of its own. */
  readonly sender?: string;
}

/** The names of the files in a folder of functions/. */
const namesIn = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, '../functions', folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => file.slice(0, -'.ts'.length));

const webhooks: readonly EndpointSpec[] = namesIn('webhooks').map((name) => ({
  entry: `webhooks/${name}`,
  route: `POST /api/v1/webhooks/${name}`,
  ...(name.endsWith('-success') ? successWebhookSpec : failureWebhookSpec),
}));

/** AWS's own events come over EventBridge, not over HTTP. */
export const AWS = 'aws';
export const AWS_EVENTS = `senders/${AWS}`;

const senders: readonly EndpointSpec[] = namesIn('senders').flatMap((sender) => {
  const entry = `senders/${sender}`;
  return entry === AWS_EVENTS
    ? []
    : [{ entry, route: `POST /api/v1/webhooks/${sender}`, sender, ...senderSpec }];
});

/**
 * The routes of an endpoint. The second one is for a trailing slash, where the gateway does not ignore it
 * (docs/decisions/0003-trailing-slash.md); the function refuses what else it matches (http/paths.ts).
 */
export const routesOf = ({ route }: Pick<RouteSpec, 'route'>): readonly string[] =>
  route === '$default' ? [route] : [route, `${route}/{proxy+}`];

/** Every endpoint there is. The routes of the API, deployed and local, come from here and nowhere else. */
export const endpoints: readonly EndpointSpec[] = [
  ...Object.entries(routes).map(([entry, route]) => ({ entry, ...route })),
  ...webhooks,
  ...senders,
];

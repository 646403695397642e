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
  /** The webhook, without `-failure` and `-success`, whose nested stack it is in. @default - the stack itself */
  readonly nestedIn?: string;
}

/** The names of the files in a folder of functions/. */
const namesIn = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, '../functions', folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => file.slice(0, -'.ts'.length));

/**
 * The webhooks that are in the stack itself, which has room for some more; all others are in nested stacks, a pair in
 * each (docs/decisions/0011-deployment.md). A webhook must stay where it is: CloudFormation would make its route anew
 * before it deletes the old one, and API Gateway takes no route twice.
 */
const IN_THE_STACK: ReadonlySet<string> = new Set([
  'build-failure',
  'build-success',
  'deployment-failure',
  'deployment-success',
  'mintmaker-custom',
  'pipeline-failure',
  'pipeline-success',
  'release-failure',
  'release-success',
  'security-scan-failure',
  'security-scan-success',
]);

const webhooks: readonly EndpointSpec[] = namesIn('webhooks').map((name) => ({
  entry: `webhooks/${name}`,
  route: `POST /api/v1/webhooks/${name}`,
  ...(name.endsWith('-success') ? successWebhookSpec : failureWebhookSpec),
  ...(!IN_THE_STACK.has(name) && { nestedIn: name.replace(/-(?:failure|success)$/, '') }),
}));

/** The dashboard's page and files; a deployment may leave it out. */
export const DASHBOARD = 'system/dashboard';

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
 * (docs/decisions/0003-trailing-slash.md); the function refuses what else it matches (http/paths.ts). Those in nested
 * stacks have none, since an API has 300 routes; `$default` sends such requests on.
 */
export function routesOf({ route, alsoRoute, nestedIn }: RoutedSpec): readonly string[] {
  if (alsoRoute !== undefined) return [route, alsoRoute];
  return route === '$default' || nestedIn !== undefined ? [route] : [route, `${route}/{proxy+}`];
}
type RoutedSpec = Pick<EndpointSpec, 'route' | 'alsoRoute' | 'nestedIn'>;

/** Whether it is one of the API's, which the dashboard and `$default` are not. */
export const isOfTheApi = ({ route }: Pick<EndpointSpec, 'route'>): boolean => route.includes(' /api/');

/** Every endpoint there is. The routes of the API, deployed and local, come from here and nowhere else. */
export const endpoints: readonly EndpointSpec[] = [
  ...Object.entries(routes).map(([entry, route]) => ({ entry, ...route })),
  ...webhooks,
  ...senders,
];

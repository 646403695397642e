import * as z from 'zod/mini';
import { bearsSecret } from '../shared/access/sender-secrets.ts';
import { ignored } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender } from '../shared/intake/sender.ts';
import { severitySchema } from '../shared/issue/issue.ts';
import { optional } from '../shared/issue/text.ts';

/*
 * Argo CD has no payload of its own: the operator's template makes it. This is the payload of the template in
 * docs/senders/argo-cd.md. Anything that an application need not have may be empty.
 */

const nameSchema = z.string().check(z.minLength(1));
const textsSchema = z.nullish(z.string());
const notificationSchema = z.object({
  application: nameSchema,
  /** The namespace that it is in itself. Older templates leave out this, `cluster`, and `sync` to `deletedAt`. */
  applicationNamespace: textsSchema,
  /** The cluster that it is deployed to, by its name or URL. */
  cluster: textsSchema,
  /** The namespace that it is deployed to. */
  namespace: nameSchema,
  /** Of its last operation, as the next three. */
  phase: textsSchema,
  finishedAt: textsSchema,
  message: textsSchema,
  revision: textsSchema,
  health: textsSchema,
  healthSince: textsSchema,
  sync: textsSchema,
  reconciledAt: textsSchema,
  conditions: z.nullish(
    z.array(z.object({ type: z.string(), message: textsSchema, lastTransitionTime: textsSchema })),
  ),
  deletedAt: textsSchema,
  url: textsSchema,
  severity: optional(severitySchema),
});
type Notification = z.output<typeof notificationSchema>;

/** Where Argo CD is by default, and the cluster that it is in: an application there goes by its name alone. */
const OWN_NAMESPACE: readonly string[] = ['', 'argocd'];
const OWN_CLUSTER: readonly string[] = ['', 'in-cluster', 'https://kubernetes.default.svc'];

/** An application's name, with its namespace in front, as Argo CD writes it, and the cluster that it is deployed to. */
function nameOf({ application, applicationNamespace, cluster }: Notification): string {
  const prefix = OWN_NAMESPACE.includes(applicationNamespace ?? '') ? '' : `${applicationNamespace}/`;
  const suffix = OWN_CLUSTER.includes(cluster ?? '') ? '' : `@${cluster}`;
  return `${prefix}${application}${suffix}`;
}

const SYNC_FAILED: readonly (string | null | undefined)[] = ['Failed', 'Error'];

/** What a title says of a failure; undefined for the states that are none. */
const OUTCOMES = {
  'sync failed': 'failed to sync',
  // Its manifests cannot be made, so nothing is known of it, whatever health and the last sync are.
  unknown: 'cannot be compared with its source',
  degraded: 'is degraded',
  works: undefined,
  deleted: undefined,
} as const;

function outcomeOf({ phase, health, sync, deletedAt }: Notification): keyof typeof OUTCOMES | undefined {
  if (deletedAt) return 'deleted';
  if (SYNC_FAILED.includes(phase)) return 'sync failed';
  if (sync === 'Unknown') return 'unknown';
  if (health === 'Degraded') return 'degraded';
  return phase === 'Succeeded' && health === 'Healthy' ? 'works' : undefined;
}

/** The latest of RFC 3339 times in UTC, as Kubernetes writes them; empty is the earliest. */
const latest = (times: readonly (string | null | undefined)[]) =>
  times.reduce<string>((last, time) => (time && time > last ? time : last), '');

/** Argo CD: applications that fail to sync, degrade, or are deployed and healthy (docs/senders/argo-cd.md). */
export const handler = defineSender({
  verify: bearsSecret,
  read: (request) => {
    const notification = readEvent(notificationSchema, request, /^(?:applicationNamespace|cluster)$/);
    const { namespace, phase, health, message, revision, finishedAt, healthSince } = notification;
    const outcome = outcomeOf(notification);
    if (outcome === undefined) {
      return ignored(`An application with sync ${phase || 'none'} and health ${health || 'none'} is neither`);
    }
    const name = nameOf(notification);
    const errors = (notification.conditions ?? []).filter(({ type }) => type.endsWith('Error'));
    const occurredAt = {
      'sync failed': finishedAt,
      unknown: latest(errors.map(({ lastTransitionTime }) => lastTransitionTime)),
      degraded: healthSince,
      // Where Argo CD does not say when health changed, nothing does. What can be compared again has no time but
      // that of the comparison.
      works: healthSince && latest([finishedAt, healthSince, notification.reconciledAt]),
      deleted: notification.deletedAt,
    }[outcome];
    const event = {
      owner: namespace,
      project: `${namespace}/${notification.application}`,
      resource: { resourceType: 'application', resourceName: name },
      occurredAt,
      // Without a time, a second failure cannot be told from a second delivery.
      deliveryId: occurredAt ? [name, outcome, revision, occurredAt].join(' ') : undefined,
    };
    const what = OUTCOMES[outcome];
    if (what === undefined) {
      return {
        kind: 'success',
        ...event,
        noun: outcome === 'deleted' ? 'deleted application' : 'application',
      };
    }
    const reason = outcome === 'sync failed' ? message : undefined;
    return {
      kind: 'failure',
      ...event,
      issueType: 'release',
      severity: notification.severity ?? 'major',
      title: `Application ${name} ${what}`,
      description: [
        `The application ${name} ${what} in ${namespace}${revision ? ` at revision ${revision}` : ''}`,
        outcome === 'sync failed' && message,
        ...(outcome === 'unknown' ? errors.map(({ type, message: text }) => `${type}: ${text ?? ''}`) : []),
      ]
        .filter(Boolean)
        .join('\n'),
      links: [{ title: 'Argo CD', url: notification.url }],
      // A message of the comparison names addresses and folders, which differ from time to time.
      dedupKey: [outcome, reason].filter(Boolean).join(' '),
    };
  },
});

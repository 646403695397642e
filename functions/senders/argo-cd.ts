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
  /** The namespace that it is deployed to. */
  namespace: nameSchema,
  /** Of its last operation, as the next three. */
  phase: textsSchema,
  finishedAt: textsSchema,
  message: textsSchema,
  revision: textsSchema,
  health: textsSchema,
  healthSince: textsSchema,
  url: textsSchema,
  severity: optional(severitySchema),
});
type Notification = z.output<typeof notificationSchema>;

const SYNC_FAILED: readonly (string | null | undefined)[] = ['Failed', 'Error'];

/** Which of the three an application's state is; undefined when it is on its way from one to another. */
function outcomeOf({ phase, health }: Notification): 'sync failed' | 'degraded' | 'works' | undefined {
  if (SYNC_FAILED.includes(phase)) return 'sync failed';
  if (health === 'Degraded') return 'degraded';
  return phase === 'Succeeded' && health === 'Healthy' ? 'works' : undefined;
}

/** The later of two RFC 3339 times in UTC, as Kubernetes writes them; empty is the earliest. */
const later = (a: string, b: string) => (a > b ? a : b);

/** Argo CD: applications that fail to sync, degrade, or are deployed and healthy (docs/senders/argo-cd.md). */
export const handler = defineSender({
  verify: bearsSecret,
  read: (request) => {
    const notification = readEvent(notificationSchema, request);
    const { application, namespace, phase, health, message, revision } = notification;
    const outcome = outcomeOf(notification);
    if (outcome === undefined) {
      return ignored(`An application with sync ${phase || 'none'} and health ${health || 'none'} is neither`);
    }
    const [finishedAt, healthSince] = [notification.finishedAt ?? '', notification.healthSince ?? ''];
    const occurredAt = {
      'sync failed': finishedAt,
      degraded: healthSince,
      // Where Argo CD does not say when health changed, nothing does.
      works: healthSince && later(finishedAt, healthSince),
    }[outcome];
    const event = {
      owner: namespace,
      project: `${namespace}/${application}`,
      resource: { resourceType: 'application', resourceName: application },
      occurredAt,
      // Without a time, a second failure cannot be told from a second delivery.
      deliveryId: occurredAt && [application, outcome, revision, occurredAt].join(' '),
    };
    if (outcome === 'works') return { kind: 'success', ...event, noun: 'application' };
    const what = outcome === 'degraded' ? 'is degraded' : 'failed to sync';
    return {
      kind: 'failure',
      ...event,
      issueType: 'release',
      severity: notification.severity ?? 'major',
      title: `Application ${application} ${what}`,
      description: [
        `The application ${application} ${what} in ${namespace}${revision ? ` at revision ${revision}` : ''}`,
        outcome === 'sync failed' && message,
      ]
        .filter(Boolean)
        .join('\n'),
      links: [{ title: 'Argo CD', url: notification.url }],
      dedupKey: outcome === 'degraded' ? outcome : `${outcome} ${message ?? ''}`,
    };
  },
});

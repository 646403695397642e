import * as z from 'zod/mini';
import { bearsSecret } from '../shared/access/sender-secrets.ts';
import { ignored, type SenderEvent } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender } from '../shared/intake/sender.ts';
import type { FailureReport } from '../shared/issue/issue.ts';

/*
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4. Only the fields that
 * Kite uses are read.
 */

const nameSchema = z.string().check(z.minLength(1));
const textsSchema = z.record(z.string(), z.string());
const notificationSchema = z.object({
  version: z.literal('4'),
  receiver: nameSchema,
  externalURL: z.nullish(z.string()),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: textsSchema,
      annotations: z._default(textsSchema, {}),
      startsAt: z.string(),
      endsAt: z.nullish(z.string()),
      generatorURL: z.nullish(z.string()),
      fingerprint: nameSchema,
    }),
  ),
});
type Notification = z.output<typeof notificationSchema>;

/** What people call severities in their rules; any other, and none, is major. */
const SEVERITY = new Map<string | undefined, FailureReport['severity']>(
  Object.entries({
    critical: 'critical',
    page: 'critical',
    emergency: 'critical',
    warning: 'minor',
    warn: 'minor',
    minor: 'minor',
    low: 'minor',
    info: 'info',
    none: 'info',
  }),
);

function toEvent(
  {
    status,
    labels,
    annotations,
    startsAt,
    endsAt,
    generatorURL,
    fingerprint,
  }: Notification['alerts'][number],
  { receiver, externalURL }: Notification,
): SenderEvent {
  const alertname = labels.alertname || 'alert';
  // An alert without a Kubernetes namespace belongs to its receiver.
  const owner = labels.namespace?.trim() ? labels.namespace : receiver;
  const event = {
    owner,
    project: `${owner}/${alertname}`,
    // By its fingerprint, the hash of its labels: one alert that ends must not resolve another of its name.
    resource: { resourceType: 'alert', resourceName: `${alertname}/${fingerprint}` },
    // It counts as often as it begins to fire.
    deliveryId: `${fingerprint} ${status} ${startsAt}`,
  };
  if (status === 'resolved') return { kind: 'success', ...event, occurredAt: endsAt, noun: 'alert' };
  const listed = Object.entries(labels).map(([label, value]) => `${label}: ${value}`);
  return {
    kind: 'failure',
    ...event,
    occurredAt: startsAt,
    issueType: 'release',
    severity: SEVERITY.get(labels.severity?.toLowerCase()) ?? 'major',
    title: annotations.summary || `Alert: ${alertname}`,
    description: [annotations.description || annotations.message || `${alertname} is firing`, ...listed].join(
      '\n',
    ),
    links: [
      { title: 'Runbook', url: annotations.runbook_url },
      { title: 'Dashboard', url: annotations.dashboard_url },
      { title: 'Source', url: generatorURL },
      { title: 'Alertmanager', url: externalURL },
    ],
    dedupKey: 'firing',
    // Sent again at every repeat_interval, and when Alertmanager had believed it resolved because Prometheus was
    // out of reach for a while: with the same startsAt.
    isReminder: true,
  };
}

/** Prometheus Alertmanager: each alert of a notification, firing or resolved (docs/senders/alertmanager.md). */
export const handler = defineSender({
  verify: bearsSecret,
  read: (request) => {
    const notification = readEvent(
      notificationSchema,
      request,
      /^alerts\.\d+\.labels\.(?:namespace|alertname)$/,
    );
    if (notification.alerts.length === 0) return ignored('The notification has no alerts');
    return notification.alerts.map((alert) => toEvent(alert, notification));
  },
});

import * as z from 'zod/mini';
import { bearsSecret } from '../shared/access/sender-secrets.ts';
import { ignored, type SenderEvent } from '../shared/intake/event.ts';
import { readEvent } from '../shared/intake/read-event.ts';
import { defineSender } from '../shared/intake/sender.ts';
import type { FailureReport } from '../shared/issue/issue.ts';
import { instantSchema } from '../shared/issue/text.ts';

/*
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4; and Grafana's own alerts, which
 * call the same form version 1 and add to it
 * (https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/).
 * Only the fields that Kite uses are read.
 */

const nameSchema = z.string().check(z.minLength(1));
const textsSchema = z.record(z.string(), z.string());
const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: textsSchema,
  annotations: z._default(textsSchema, {}),
  startsAt: z.string(),
  endsAt: z.nullish(z.string()),
  generatorURL: z.nullish(z.string()),
  fingerprint: nameSchema,
  /** Grafana's. */
  dashboardURL: z.nullish(z.string()),
  panelURL: z.nullish(z.string()),
});
const notificationSchema = z.object({
  version: z.enum(['4', '1']),
  receiver: nameSchema,
  externalURL: z.nullish(z.string()),
  truncatedAlerts: z.nullish(z.number()),
  alerts: z.array(z.unknown()),
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

/** A text that says something: labels and annotations may be blank. */
const given = (text: string | undefined) => (text?.trim() ? text : undefined);

/** A time, unless it was never set: in Go that is the first of January of year 1, elsewhere that of 1970. */
function timeOf(text: string | null | undefined): string | undefined {
  const instant = instantSchema.safeParse(text).data;
  return instant !== undefined && instant >= '1971' ? instant : undefined;
}

function toEvent(
  alert: z.output<typeof alertSchema>,
  { receiver, externalURL }: Omit<Notification, 'alerts'>,
): SenderEvent {
  const { status, labels, annotations, fingerprint } = alert;
  const alertname = given(labels.alertname) ?? 'alert';
  // An alert without a Kubernetes namespace belongs to its receiver.
  const owner = given(labels.namespace) ?? receiver;
  const startsAt = timeOf(alert.startsAt);
  const endsAt = timeOf(alert.endsAt);
  const event = {
    owner,
    defaultOwner: receiver,
    project: `${owner}/${alertname}`,
    // By its fingerprint, the hash of its labels: one alert that ends must not resolve another of its name.
    resource: { resourceType: 'alert', resourceName: `${alertname}/${fingerprint}` },
    // It counts as often as it begins to fire. Without that time, a second firing cannot be told from a reminder.
    deliveryId: startsAt && `${fingerprint} ${status} ${startsAt}`,
  };
  if (status === 'resolved') {
    // What ends a firing is after its start, or has no time that could order it.
    const isOrdered = startsAt !== undefined && endsAt !== undefined && endsAt > startsAt;
    return {
      kind: 'success',
      ...event,
      occurredAt: isOrdered ? endsAt : new Date().toISOString(),
      noun: 'alert',
    };
  }
  const listed = Object.entries(labels).map(([label, value]) => `${label}: ${value}`);
  const description = given(annotations.description) ?? given(annotations.message);
  return {
    kind: 'failure',
    ...event,
    occurredAt: startsAt,
    issueType: 'release',
    severity: SEVERITY.get(labels.severity?.trim().toLowerCase()) ?? 'major',
    title: given(annotations.summary) ?? `Alert: ${alertname}`,
    description: [description ?? `${alertname} is firing`, ...listed].join('\n'),
    links: [
      { title: 'Runbook', url: annotations.runbook_url },
      { title: 'Dashboard', url: given(annotations.dashboard_url) ?? alert.dashboardURL },
      { title: 'Panel', url: alert.panelURL },
      { title: 'Source', url: alert.generatorURL },
      { title: 'Alertmanager', url: externalURL },
    ],
    dedupKey: 'firing',
    // Sent again at every repeat_interval, by each replica, and when Alertmanager had believed it resolved because
    // Prometheus was out of reach for a while: with the same startsAt.
    isReminder: true,
  };
}

/**
 * Prometheus Alertmanager, and Grafana's own alerts: each alert of a notification, firing or resolved
 * (docs/senders/alertmanager.md).
 */
export const handler = defineSender({
  verify: bearsSecret,
  read: (request) => {
    const { alerts, ...notification } = readEvent(notificationSchema, request);
    if (alerts.length === 0) return ignored('The notification has no alerts');
    if (notification.truncatedAlerts) {
      request.mending.warn(
        'truncatedAlerts',
        `says that ${notification.truncatedAlerts} more were left out, which Kite never sees; set max_alerts to 0`,
      );
    }
    return {
      kind: 'batch',
      field: 'alerts',
      events: alerts.map((body) => (mending) => {
        const alert = readEvent(alertSchema, { body, mending }, /^labels\.(?:namespace|alertname)$/);
        return toEvent(alert, notification);
      }),
    };
  },
});

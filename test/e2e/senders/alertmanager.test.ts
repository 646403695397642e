import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { list, newNamespace, post, problemIn } from '../../support/kite.ts';
import {
  type Delivery,
  deliver,
  delivery,
  fixture,
  issueOf,
  partOf,
  type SenderUnderTest,
  testSecret,
  testSender,
} from '../../support/sender.ts';

const alertsIn = (body: unknown) => z.array(z.record(z.string(), z.unknown())).parse(partOf(body).alerts);

/** A fixture with the first of its alerts alone, of another namespace and time; `changes` to the alert. */
function alert({ namespace }: Delivery, changes: Record<string, unknown>) {
  const body = fixture('alertmanager/firing-two');
  const [first] = alertsIn(body);
  const labels = { ...partOf(first?.labels), namespace };
  return { headers: {}, body: { ...body, alerts: [{ ...first, labels, ...changes }] } };
}

const alerts: SenderUnderTest = {
  sender: 'alertmanager',
  failure: (at) => alert(at, { startsAt: at.at.toISOString() }),
  success: (at) => alert(at, { status: 'resolved', endsAt: at.at.toISOString() }),
  ignored: () => ({ headers: {}, body: { ...fixture('alertmanager/firing-two'), alerts: [] } }),
  sign: (_body, secret) => ({ authorization: `Bearer ${secret}` }),
  secrets: ['alertmanager-secret-of-the-tests', 'alertmanager-secret-until-yesterday'],
};

/** A fixture as it is, but of a namespace of its own. */
function group(path: string, namespace: string) {
  const body = fixture(`alertmanager/${path}`);
  const moved = alertsIn(body).map((one) => ({ ...one, labels: { ...partOf(one.labels), namespace } }));
  return { headers: {}, body: { ...body, alerts: moved } };
}

describe('an alert', () => {
  testSender(alerts);
  testSecret(alerts);
});

test('a notification of Alertmanager is one issue an alert, each resolved by itself', async () => {
  const namespace = newNamespace();
  const active = async () => (await list(`namespace=${namespace}&state=ACTIVE`)).data;
  const answer = await deliver(alerts, group('firing-two', namespace));
  expect(answer).toMatchObject({
    status: 200,
    body: { status: 'success', results: [{ issue: { occurrences: 1 } }, { issue: { occurrences: 1 } }] },
  });
  const one = (await active()).find(({ scope }) => scope.resourceName.endsWith('4bda38f71163aeff'));
  expect(one).toMatchObject({
    title: 'Instance localhost:9100 down',
    description: [
      'localhost:9100 of job node has been down for more than 5 minutes.',
      'alertname: InstanceDown',
      'instance: localhost:9100',
      'job: node',
      `namespace: ${namespace}`,
      'severity: page',
    ].join('\n'),
    severity: 'critical',
    issueType: 'release',
    scope: { resourceType: 'alert', resourceName: 'InstanceDown/4bda38f71163aeff' },
    links: [
      { title: 'Source', url: 'http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1' },
      { title: 'Alertmanager', url: 'http://alertmanager.example:9093/' },
    ],
  });

  const mixed = await deliver(alerts, group('firing-one-resolved-one', namespace));
  expect(mixed.body).toMatchObject({
    results: [
      { message: 'Resolved 1 issue(s) for alert InstanceDown/4bda38f71163aeff' },
      { duplicate: true, issue: { state: 'ACTIVE', occurrences: 1 } },
    ],
  });
  expect((await active()).map(({ scope }) => scope.resourceName)).toEqual(['InstanceDown/03b3defbf06bd1da']);

  const resolved = await deliver(alerts, group('resolved', namespace));
  expect(resolved.body).toMatchObject({ results: [{ message: expect.stringContaining('Resolved 0 ') }] });
});

test('an alert that still fires brings its issue back, whoever resolved it', async () => {
  const at = delivery(newNamespace(), 0);
  const first = issueOf(await deliver(alerts, alerts.failure(at)));
  // Alertmanager does so when Prometheus is out of reach; then the same alert goes on.
  await deliver(alerts, alerts.success({ ...at, at: new Date(at.at.getTime() + 60_000) }));
  const back = (await deliver(alerts, alerts.failure(at))).body;
  expect(back).toMatchObject({ results: [{ issue: { id: first.id, state: 'ACTIVE', occurrences: 2 } }] });
  expect((await deliver(alerts, alerts.failure(at))).body).toMatchObject({ results: [{ duplicate: true }] });

  await post(`/issues/${first.id}/resolve`, {});
  expect(issueOf(await deliver(alerts, alerts.failure(at)))).toMatchObject({
    state: 'ACTIVE',
    occurrences: 3,
  });
  const end = await deliver(alerts, alerts.success({ ...at, at: new Date() }));
  expect(end.body).toMatchObject({ results: [{ message: expect.stringContaining('Resolved 1 ') }] });
});

test.each([
  ['critical', 'critical'],
  ['Warning', 'minor'],
  ['info', 'info'],
  ['sev2', 'major'],
  [undefined, 'major'],
])('the severity %s is %s', async (label, severity) => {
  const at = delivery(newNamespace(), 0);
  const labels = { alertname: 'Named', namespace: at.namespace, ...(label && { severity: label }) };
  expect(issueOf(await deliver(alerts, alert(at, { labels })))).toMatchObject({ severity });
});

test('an alert that has been firing for more than 30 days is ACTIVE, also when Kite hears of it for the first time', async () => {
  const at = { ...delivery(newNamespace(), 0), at: new Date(Date.now() - 31 * 86_400_000) };
  const first = issueOf(await deliver(alerts, alerts.failure(at)));
  expect(first).toMatchObject({ state: 'ACTIVE', occurrences: 1 });
  await post(`/issues/${first.id}/resolve`, {});
  expect(issueOf(await deliver(alerts, alerts.failure(at)))).toMatchObject({
    state: 'ACTIVE',
    occurrences: 2,
  });
});

test('an alert without a namespace belongs to the receiver; without annotations, it is told by its labels', async () => {
  const at = delivery('unused', 0);
  const fingerprint = newNamespace();
  const changes = { labels: { alertname: 'Watchdog' }, annotations: {}, fingerprint };
  expect(issueOf(await deliver(alerts, alert(at, changes)))).toMatchObject({
    namespace: 'kite',
    title: 'Alert: Watchdog',
    description: 'Watchdog is firing\nalertname: Watchdog',
  });
});

test('a notification of many alerts is recorded whole', async () => {
  const namespace = newNamespace();
  const { headers, body } = alert(delivery(namespace, 0), {});
  const [one] = alertsIn(body);
  const many = Array.from({ length: 60 }, (_, i) => ({ ...one, fingerprint: `${i}` }));
  expect((await deliver(alerts, { headers, body: { ...body, alerts: many } })).status).toBe(200);
  expect((await list(`namespace=${namespace}`)).total).toBe(60);
});

test('every fault of a notification is named', async () => {
  const broken = alert(delivery('nobody', 0), { status: 'pending', startsAt: undefined });
  const body = { ...broken.body, version: '3' };
  expect(problemIn(await deliver(alerts, { headers: {}, body }))).toMatchObject({
    status: 400,
    paths: ['alerts.0.startsAt', 'alerts.0.status', 'version'],
  });
});

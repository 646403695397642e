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
import { servedOn } from '../../support/served-on.ts';

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

describe('a reminder', () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  /** An alert of a namespace of its own that fires for an hour, and what can happen to it. */
  const story = () => {
    const at = { ...delivery(newNamespace(), 0), at: minutesAgo(60) };
    const issue = async () => (await list(`namespace=${at.namespace}`)).data[0];
    const resolved = (endsAt: string) =>
      deliver(alerts, alert(at, { status: 'resolved', startsAt: at.at.toISOString(), endsAt }));
    return {
      issue,
      fires: () => deliver(alerts, alerts.failure(at)),
      ends: (minutes: number) => resolved(minutesAgo(minutes).toISOString()),
      resolved,
      personResolves: async () => post(`/issues/${(await issue())?.id}/resolve`, {}),
    };
  };

  test('that comes after its end, late or from another replica, brings nothing back', async () => {
    const { fires, ends, issue } = story();
    await fires();
    await ends(30);
    for (const _replica of ['first', 'second']) {
      const late = await fires();
      expect(late.body).toMatchObject({
        status: 'success',
        results: [{ duplicate: true, issue: { state: 'RESOLVED', occurrences: 1 } }],
      });
    }
    await ends(30);
    expect(await issue()).toMatchObject({ state: 'RESOLVED', occurrences: 1 });
  });

  test('brings back what a person resolved, and any end of it resolves it', async () => {
    const { fires, ends, issue, personResolves } = story();
    for (const [occurrences, end] of [
      [2, 1],
      [3, 20],
    ] as const) {
      await fires();
      await personResolves();
      expect(issueOf(await fires())).toMatchObject({ state: 'ACTIVE', occurrences });
      // Counted when it came back, and not once more.
      expect(issueOf(await fires())).toMatchObject({ state: 'ACTIVE', occurrences });
      if (occurrences === 2) continue;
      // It ended before Kite heard the last time that it fires.
      const { body } = await ends(end);
      expect(body).toMatchObject({ results: [{ message: expect.stringContaining('Resolved 1 ') }] });
    }
    expect(issueOf(await fires())).toMatchObject({ state: 'RESOLVED', occurrences: 3 });
    expect(await issue()).toMatchObject({ state: 'RESOLVED' });
  });

  test('is of the firing that it repeats, also when a person resolved that before it was first heard of', async () => {
    const { fires, personResolves, issue, ends } = story();
    await fires();
    await ends(50);
    const again = { ...delivery((await issue())?.namespace ?? '', 0), at: minutesAgo(40) };
    await personResolves();
    expect(issueOf(await deliver(alerts, alerts.failure(again)))).toMatchObject({
      state: 'ACTIVE',
      occurrences: 2,
    });
    expect((await ends(50)).body).toMatchObject({
      results: [{ stale: true, message: expect.stringContaining('Resolved 0 ') }],
    });
  });

  test('that comes more than an hour after the end says that it still fires', async () => {
    const at = delivery(newNamespace(), 0);
    const first = issueOf(await deliver(alerts, alerts.failure(at)));
    // Alertmanager does so when Prometheus is out of reach; then the same alert goes on.
    const end = { ...at, at: new Date(at.at.getTime() + 60_000) };
    await deliver(alerts, alerts.success(end));
    const back = (await deliver(alerts, alerts.failure(at))).body;
    expect(back).toMatchObject({
      results: [{ issue: { id: first.id, state: 'ACTIVE', occurrences: 2 } }],
    });
    expect((await deliver(alerts, alerts.failure(at))).body).toMatchObject({
      results: [{ duplicate: true, issue: { state: 'ACTIVE', occurrences: 2 } }],
    });
    expect((await deliver(alerts, alerts.success(end))).body).toMatchObject({
      results: [{ message: expect.stringContaining('Resolved 1 ') }],
    });
  });

  test.each([
    ['was never set', '0001-01-01T00:00:00Z'],
    ['is that of no program', '0001-01-01T01:00:00.000+01:00'],
    ['is 1970', '1970-01-01T00:00:00Z'],
    ['is blank', ''],
    ['is before the start', new Date(Date.now() - 86_400_000).toISOString()],
    ['is no time', 'yesterday'],
    ['is in the future', new Date(Date.now() + 86_400_000).toISOString()],
  ])('finds its alert resolved, whose end %s', async (_what, end) => {
    const { fires, resolved, issue } = story();
    await fires();
    expect((await resolved(end)).body).toMatchObject({
      results: [{ message: expect.stringContaining('Resolved 1 ') }],
    });
    await fires();
    expect(await issue()).toMatchObject({ state: 'RESOLVED', occurrences: 1 });
  });
});

test('an alert that does not say since when it fires counts whenever it comes, and ends whenever that is', async () => {
  const at = delivery(newNamespace(), 0);
  const startsAt = '0001-01-01T00:00:00Z';
  for (const occurrences of [1, 2]) {
    const fires = await deliver(alerts, alert(at, { startsAt }));
    expect(issueOf(fires)).toMatchObject({ state: 'ACTIVE', occurrences });
    const endsAt = new Date(Date.now() - 60_000).toISOString();
    const ends = await deliver(alerts, alert(at, { status: 'resolved', startsAt, endsAt }));
    expect(ends.body).toMatchObject({ results: [{ message: expect.stringContaining('Resolved 1 ') }] });
  }
});

describe('blank labels and annotations', () => {
  test.each(['', ' ', '\t'])('%j are none', async (blank) => {
    const labels = { alertname: blank, namespace: blank, severity: ' Critical ' };
    const annotations = { summary: blank, description: blank, message: 'It is down' };
    const fingerprint = newNamespace();
    const sent = alert(delivery('unused', 0), { labels, annotations, fingerprint });
    const answer = await deliver(alerts, sent);
    expect(issueOf(answer)).toMatchObject({
      namespace: 'kite',
      severity: 'critical',
      title: 'Alert: alert',
      description: expect.stringMatching(/^It is down\n/),
      scope: { resourceName: `alert/${fingerprint}` },
    });
    expect(answer.body).not.toMatchObject({ results: [{ warnings: expect.anything() }] });
  });
});

test('a namespace that cannot be one is left to the receiver, with a warning', async () => {
  const receiver = newNamespace('receiver');
  const { headers, body } = alert(delivery('n'.repeat(300), 0), {});
  const answer = await deliver(alerts, { headers, body: { ...body, receiver } });
  expect(answer.body).toMatchObject({
    results: [{ issue: { namespace: receiver }, warnings: [{ path: 'namespace' }] }],
  });
});

test("Grafana's own alerts are read like Alertmanager's", async () => {
  const body = fixture('alertmanager/grafana');
  const [first] = alertsIn(body);
  const receiver = newNamespace('grafana');
  const sent = (changes: object) => ({
    headers: {},
    body: { ...body, receiver, alerts: [{ ...first, ...changes }] },
  });
  expect(issueOf(await deliver(alerts, sent({})))).toMatchObject({
    namespace: receiver,
    title: '412 orders wait',
    severity: 'major',
    scope: { resourceType: 'alert', resourceName: 'Queue is long/5d2f8c41a7be9036' },
    links: [
      { title: 'Runbook', url: 'https://wiki.example/queue' },
      { title: 'Dashboard', url: 'https://grafana.example/d/shop?orgId=1' },
      { title: 'Panel', url: 'https://grafana.example/d/shop?orgId=1&viewPanel=7' },
      { title: 'Source', url: expect.stringContaining('/queue-long/') },
      { title: 'Alertmanager', url: 'https://grafana.example/' },
    ],
  });
  // Another replica, whose time zone is another.
  const again = await deliver(alerts, sent({ startsAt: '2026-11-24T07:51:03.157Z' }));
  expect(again.body).toMatchObject({ results: [{ duplicate: true }] });
  const end = await deliver(alerts, sent({ status: 'resolved', endsAt: '2026-11-24T10:01:03+02:00' }));
  expect(end.body).toMatchObject({ results: [{ message: expect.stringContaining('Resolved 1 ') }] });
});

describe('a notification of several alerts', () => {
  /** Alerts of one notification, each with its changes. */
  const several = (namespace: string, ...changes: Record<string, unknown>[]) => {
    const { headers, body } = alert(delivery(namespace, 0), {});
    const [one] = alertsIn(body);
    const list = changes.map((change, i) => ({ ...one, fingerprint: `${i}`, ...change }));
    return { headers, body: { ...body, alerts: list } };
  };

  test('is answered alert by alert, when one is not as Alertmanager sends it', async () => {
    const namespace = newNamespace();
    const sent = several(namespace, {}, { labels: undefined, status: 'pending' }, {});
    const answer = await deliver(alerts, sent);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'partial',
        results: [
          { status: 'success', issue: { namespace } },
          {
            status: 'refused',
            error: expect.stringContaining('labels is required'),
            details: [{ path: 'status' }, { path: 'labels' }],
          },
          { status: 'success', issue: { namespace } },
        ],
      },
    });
    expect((await list(`namespace=${namespace}`)).total).toBe(2);
  });

  test('is answered alert by alert, when one is of a namespace that the secret does not cover', async () => {
    await servedOn({ SECRET_PARAMETER: '/kite/dev/alertmanager-limited' }, async (url) => {
      const [own, foreign] = [newNamespace('limited'), newNamespace()];
      const labels = { alertname: 'Foreign', namespace: foreign };
      const answer = await deliver(alerts, several(own, { labels }, {}, {}), undefined, url);
      expect(answer).toMatchObject({
        status: 200,
        body: {
          status: 'partial',
          results: [
            { status: 'refused', error: expect.stringContaining(foreign) },
            { issue: { namespace: own } },
            { issue: { namespace: own } },
          ],
        },
      });
      expect((await list(`namespace=${own}`)).total).toBe(2);
      expect((await list(`namespace=${foreign}`)).total).toBe(0);

      const refused = await deliver(alerts, several(foreign, {}, { labels: undefined }), undefined, url);
      expect(problemIn(refused)).toMatchObject({ status: 403, paths: ['alerts.0', 'alerts.1.labels'] });
    });
  });

  test('is recorded whole', async () => {
    const namespace = newNamespace();
    const answer = await deliver(alerts, several(namespace, ...Array.from({ length: 60 }, () => ({}))));
    expect(answer.status).toBe(200);
    expect((await list(`namespace=${namespace}`)).total).toBe(60);
  });

  test('that leaves some out says so', async () => {
    const { headers, body } = several(newNamespace(), {});
    expect((await deliver(alerts, { headers, body: { ...body, truncatedAlerts: 3 } })).body).toMatchObject({
      status: 'success',
      warnings: [{ path: 'truncatedAlerts', message: expect.stringContaining('max_alerts') }],
    });
  });

  test('names every fault when none can be taken', async () => {
    const broken = alert(delivery('nobody', 0), { status: 'pending', startsAt: undefined });
    expect(problemIn(await deliver(alerts, broken))).toMatchObject({
      status: 400,
      paths: ['alerts.0.startsAt', 'alerts.0.status'],
    });
    const body = { ...broken.body, version: '3', alerts: 'none' };
    expect(problemIn(await deliver(alerts, { headers: {}, body }))).toMatchObject({
      status: 400,
      paths: ['alerts', 'version'],
    });
  });
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

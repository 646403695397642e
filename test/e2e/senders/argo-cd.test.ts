import { describe, expect, test } from '@jest/globals';
import { list, newNamespace } from '../../support/kite.ts';
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

/** A fixture as an application in another namespace, with both its times at another. */
function application(path: string, { namespace, at, id }: Delivery, changes: object = {}) {
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const times = { finishedAt: time, healthSince: time };
  return {
    headers: {},
    body: { ...fixture(`argo-cd/${path}`), namespace, revision: id, ...times, ...changes },
  };
}
const active = async (namespace: string) => (await list(`namespace=${namespace}&state=ACTIVE`)).total;

const syncs: SenderUnderTest = {
  sender: 'argo-cd',
  failure: (at) => application('sync-failed', at),
  success: (at) => application('healthy', at),
  ignored: (at) => application('never-synced', at),
  sign: (_body, secret) => ({ authorization: `Bearer ${secret}` }),
  secrets: ['argo-cd-secret-of-the-tests', 'argo-cd-secret-until-yesterday'],
};
const health: SenderUnderTest = { ...syncs, failure: (at) => application('degraded', at) };

/** What cannot be compared has the time of its condition, and what can be again that of the comparison. */
const comparisons: SenderUnderTest = {
  ...syncs,
  failure: (at) => {
    const lastTransitionTime = `${at.at.toISOString().slice(0, 19)}Z`;
    return application('unknown', at, {
      conditions: [{ type: 'ComparisonError', message: 'path does not exist', lastTransitionTime }],
    });
  },
  success: (at) => {
    const long = { finishedAt: '2026-01-01T00:00:00Z', healthSince: '2026-01-01T00:00:00Z' };
    return application('compared-again', at, {
      ...long,
      reconciledAt: `${at.at.toISOString().slice(0, 19)}Z`,
    });
  },
};

describe('a sync that fails', () => {
  testSender(syncs);
  testSecret(syncs);
});
describe('health that degrades', () => testSender(health));
describe('a comparison that fails', () => {
  testSender(comparisons);

  test('is an issue with its reason, though health and the last sync are fine', async () => {
    const sent = comparisons.failure(delivery(newNamespace(), 0));
    expect(issueOf(await deliver(syncs, sent))).toMatchObject({
      title: 'Application guestbook cannot be compared with its source',
      description: expect.stringMatching(/\nComparisonError: path does not exist$/),
    });
  });
});

describe('of two applications with one name', () => {
  const [here, there] = ['healthy', 'sync-failed-elsewhere'];

  test.each([
    ['namespace', { applicationNamespace: 'team-b' }, 'team-b/guestbook@prod-eu'],
    ['cluster', { cluster: 'https://10.1.2.3:6443' }, 'team-a/guestbook@https://10.1.2.3:6443'],
    ['namespace and cluster', { applicationNamespace: 'argocd', cluster: 'in-cluster' }, 'guestbook'],
  ])('that of another %s is another', async (_what, other, resourceName) => {
    const namespace = newNamespace();
    const failed = issueOf(await deliver(syncs, application(there, delivery(namespace, 0))));
    expect(failed.scope.resourceName).toBe('team-a/guestbook@prod-eu');
    await deliver(syncs, application('healthy-elsewhere', delivery(namespace, 1), other));
    expect(await active(namespace)).toBe(1);
    const second = issueOf(await deliver(syncs, application(there, delivery(namespace, 2), other)));
    expect(second.scope.resourceName).toBe(resourceName);
    await deliver(syncs, application('healthy-elsewhere', delivery(namespace, 3)));
    expect(await active(namespace)).toBe(1);
  });

  test('the one that says neither is that of Argo CD itself, as with a template of before', async () => {
    const namespace = newNamespace();
    const own = { applicationNamespace: 'argocd', cluster: 'https://kubernetes.default.svc' };
    await deliver(syncs, application(there, delivery(namespace, 0), own));
    await deliver(syncs, application(here, delivery(namespace, 1)));
    expect(await active(namespace)).toBe(0);
  });
});

test('an application that is deleted fails no more', async () => {
  const namespace = newNamespace();
  await deliver(syncs, application('degraded', delivery(namespace, 0)));
  const at = delivery(namespace, 1);
  const deleted = application('deleted', at, { deletedAt: at.at.toISOString() });
  expect((await deliver(syncs, deleted)).body).toMatchObject({
    message: 'Resolved 1 issue(s) for deleted application guestbook',
  });
});

test('a sync that fails is the same failure, however often it is retried', async () => {
  const namespace = newNamespace();
  const reason = 'Service "cart" is forbidden: exceeded quota';
  const fail = async (minutes: number, message: string) =>
    issueOf(await deliver(syncs, application('sync-failed', delivery(namespace, minutes), { message })));
  const { id } = await fail(0, reason);
  for (const [minutes, suffix] of [' (retried 1 times).', ' (retried 12 times).'].entries()) {
    expect(await fail(minutes + 1, `${reason}${suffix}`)).toMatchObject({ id, occurrences: minutes + 2 });
  }
  expect(await fail(4, `${reason} (retried by hand)`)).not.toMatchObject({ id });
});

test('an application that fails to sync, and then degrades, is two issues in the scope of its deployments', async () => {
  const namespace = newNamespace();
  const sent = (path: string) => ({ headers: {}, body: { ...fixture(`argo-cd/${path}`), namespace } });
  const failed = issueOf(await deliver(syncs, sent('sync-failed')));
  expect(failed).toMatchObject({
    title: 'Application guestbook failed to sync',
    description: [
      `The application guestbook failed to sync in ${namespace} at revision 8c3c8ae9cc2b8b0aa11ab2d6c5c8ad0da1e7c1ff`,
      'one or more objects failed to apply, reason: Deployment.apps "guestbook-ui" is invalid (retried 5 times).',
    ].join('\n'),
    issueType: 'release',
    severity: 'major',
    scope: { resourceType: 'application', resourceName: 'guestbook', resourceNamespace: namespace },
    links: [{ title: 'Argo CD', url: 'https://argocd.example.com/applications/guestbook' }],
  });
  const degraded = issueOf(await deliver(syncs, sent('degraded')));
  expect(degraded).toMatchObject({ title: 'Application guestbook is degraded', scopeId: failed.scopeId });
  expect(degraded.id).not.toBe(failed.id);
  const success = await deliver(syncs, sent('healthy'));
  expect(success.body).toMatchObject({ message: 'Resolved 2 issue(s) for application guestbook' });
});

test('without times, events are taken as they arrive, and what happens again is not what is sent again', async () => {
  const namespace = newNamespace();
  const untimed = { namespace, finishedAt: '', healthSince: '' };
  const sent = (path: string) => ({ headers: {}, body: { ...fixture(`argo-cd/${path}`), ...untimed } });
  await deliver(syncs, sent('degraded'));
  await deliver(syncs, sent('healthy'));
  expect((await deliver(syncs, sent('degraded'))).body).toMatchObject({
    issue: { state: 'ACTIVE', occurrences: 2 },
  });
});

test('the template may say how severe it is', async () => {
  const { headers, body } = syncs.failure(delivery(newNamespace(), 0));
  const critical = { headers, body: { ...partOf(body), severity: 'critical' } };
  expect(issueOf(await deliver(syncs, critical))).toMatchObject({ severity: 'critical' });
});

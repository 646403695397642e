import { describe, expect, test } from '@jest/globals';
import { newNamespace } from '../../support/kite.ts';
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
function application(path: string, { namespace, at, id }: Delivery) {
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const times = { finishedAt: time, healthSince: time };
  return { headers: {}, body: { ...fixture(`argo-cd/${path}`), namespace, revision: id, ...times } };
}

const syncs: SenderUnderTest = {
  sender: 'argo-cd',
  failure: (at) => application('sync-failed', at),
  success: (at) => application('healthy', at),
  ignored: (at) => application('never-synced', at),
  sign: (_body, secret) => ({ authorization: `Bearer ${secret}` }),
  secrets: ['argo-cd-secret-of-the-tests', 'argo-cd-secret-until-yesterday'],
};
const health: SenderUnderTest = { ...syncs, failure: (at) => application('degraded', at) };

describe('a sync that fails', () => {
  testSender(syncs);
  testSecret(syncs);
});
describe('health that degrades', () => testSender(health));

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

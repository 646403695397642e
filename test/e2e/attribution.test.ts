import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { subjectId } from '../../functions/shared/access/caller.ts';
import { readToken } from '../../functions/shared/access/token.ts';
import { type Call, type Guarded, serveGuarded } from '../support/guarded.ts';
import { startIssuer, type TestIssuer } from '../support/issuer.ts';
import { served } from '../support/kite.ts';

/* From a credential to the logs and to the items: docs/access.md, Who did it. */

const NAMESPACE = 'team-a';
const SUBJECT = 'jane.doe@example.com';
let issuer: TestIssuer;
let kite: Guarded;
beforeAll(async () => {
  issuer = await startIssuer();
  const rules = [{ when: {}, namespaces: [NAMESPACE], role: 'editor' }];
  kite = await serveGuarded({ OIDC: JSON.stringify([{ issuer: issuer.url, audience: 'kite', rules }]) });
});
afterAll(async () => {
  await kite.close();
  await issuer.close();
});

/** A Kite token, and the id that it is known by. */
async function tokenOf(...[role, namespaces]: Parameters<Guarded['token']>) {
  const credential = await kite.token(role, namespaces);
  return { credential, id: readToken(credential)?.id ?? '' };
}

/** Sends a request. @returns the answer, and what the functions logged of it, in a line each */
async function logged(call: Call, credential: string) {
  const offset = readFileSync(served.logs, 'utf8').length;
  const { status, body } = await kite.call(call, credential);
  const lines = readFileSync(served.logs, 'utf8').slice(offset).split('\n');
  // Other tests' functions write there at the same time.
  const entries = lines.filter((line) => /^\{.*\}$/.test(line)).map((line): unknown => JSON.parse(line));
  return { status, body, entries };
}

const report = { namespace: NAMESPACE, pipelineName: 'build', failureReason: 'It fails' };
/** The issues in the table. */
const stored = async () => (await kite.contents()).filter((item) => JSON.stringify(item).includes('"ISSUE#'));

test('what a token does is in the logs and in the issue under its id, and so is what a person does, without a name', async () => {
  const [ci, cd] = [await tokenOf('publisher', [NAMESPACE]), await tokenOf('publisher', [NAMESPACE])];
  const made = await logged(['POST', '/webhooks/pipeline-failure', report], ci.credential);
  expect(made).toMatchObject({
    status: 201,
    body: { issue: { createdBy: ci.id, changedBy: ci.id } },
    entries: expect.arrayContaining([
      expect.objectContaining({
        caller: ci.id,
        route: 'POST /api/v1/webhooks/pipeline-failure',
        status: 201,
      }),
    ]),
  });
  expect(await stored()).toContainEqual(expect.objectContaining({ createdBy: ci.id, changedBy: ci.id }));

  const { failureReason: _, ...success } = report;
  const resolved = await logged(['POST', '/webhooks/pipeline-success', success], cd.credential);
  expect(resolved.entries).toContainEqual(expect.objectContaining({ caller: cd.id, status: 200 }));
  expect(await stored()).toContainEqual(
    expect.objectContaining({ state: 'RESOLVED', createdBy: ci.id, changedBy: cd.id }),
  );

  const jane = await issuer.sign({ sub: SUBJECT });
  const janesId = subjectId(issuer.url, SUBJECT);
  const [{ id }] = dataIn((await kite.call(['GET', `/issues?namespace=${NAMESPACE}`], jane)).body);
  const changed = await logged(['PUT', `/issues/${id}`, { title: 'Another' }], jane);
  expect(changed).toMatchObject({ status: 200, body: { createdBy: ci.id, changedBy: janesId } });
  const deleted = await logged(['DELETE', `/issues/${id}`], jane);
  expect(deleted.entries).toContainEqual(
    expect.objectContaining({ caller: janesId, route: 'DELETE /api/v1/issues/{id}', ids: [id], status: 204 }),
  );
  const written = JSON.stringify([made, resolved, changed.entries, deleted.entries, await stored()]);
  expect(written).not.toContain(SUBJECT);
});

test('what is refused names the caller too', async () => {
  const { credential, id } = await tokenOf('publisher', [NAMESPACE]);
  const elsewhere = { ...report, namespace: 'team-b' };
  const { status, entries } = await logged(['POST', '/webhooks/pipeline-failure', elsewhere], credential);
  expect(status).toBe(403);
  expect(entries).toContainEqual(expect.objectContaining({ caller: id, status: 403 }));
});

test('nobody chooses who they are: what a body says of it is ignored', async () => {
  const { credential, id } = await tokenOf('editor', [NAMESPACE]);
  const issue = {
    ...{
      title: 'Tests fail',
      description: 'All',
      severity: 'minor',
      issueType: 'test',
      namespace: NAMESPACE,
    },
    scope: { resourceType: 'component', resourceName: 'shop' },
    ...{ createdBy: 'sender:github', changedBy: 'sender:github' },
  };
  const { body } = await kite.call(['POST', '/issues', issue], credential);
  expect(body).toMatchObject({ createdBy: id, changedBy: id });
});

const dataIn = (body: unknown) =>
  z.object({ data: z.tuple([z.object({ id: z.string() })]) }).parse(body).data;

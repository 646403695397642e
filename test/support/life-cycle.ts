import { expect, test } from '@jest/globals';
import { anIssue, fail, get, issueIn, list, newNamespace, post, problemIn } from './kite.ts';

/** A failure webhook and its success, as their tests know them. */
export interface Pair {
  /** A failure but for its namespace; the field that names the resource comes first. */
  readonly failure: Readonly<Record<string, unknown>>;
  /** A success but for its namespace. @default - the failure, of which the success takes what it needs */
  readonly success?: Readonly<Record<string, unknown>>;
  readonly scope: { readonly resourceType: string; readonly resourceName: string };
  /** What the answer to a success calls the resource. */
  readonly noun: string;
  /** What an issue of such a failure is like. */
  readonly issue: Readonly<Record<string, unknown>>;
}

/** The tests that the webhooks `<name>-failure` and `<name>-success` have to pass. */
export function lifeCycle(name: string, { failure, success = failure, scope, noun, issue }: Pair): void {
  const [nameField = ''] = Object.keys(failure);
  const other = `${scope.resourceName}-2`;

  test('fails, repeats, succeeds, succeeds again, and comes back', async () => {
    const namespace = newNamespace();
    const payload = { ...failure, namespace };
    const first = await post(`/webhooks/${name}-failure`, payload);
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'success', issue: { ...issue, state: 'ACTIVE', namespace } },
    });
    const again = await post(`/webhooks/${name}-failure?namespace=${namespace}`, payload);
    expect(again).toMatchObject({
      status: 200,
      body: { issue: { occurrences: 2, scope: { ...scope, resourceNamespace: namespace } } },
    });
    const succeed = async () =>
      (await post(`/webhooks/${name}-success?namespace=${namespace}`, { ...success, namespace })).body;
    const words = (n: number) => `Resolved ${n} issue(s) for ${noun} ${scope.resourceName}`;
    expect(await succeed()).toEqual({ status: 'success', message: words(1) });
    expect(await succeed()).toEqual({ status: 'success', message: words(0) });
    const back = await fail(`${name}-failure`, payload);
    expect(back).toMatchObject({ state: 'ACTIVE', occurrences: 3 });
    expect((await list(`namespace=${namespace}`)).total).toBe(1);
  });

  test('its success resolves its scope and nothing else', async () => {
    const [namespace, another] = [newNamespace(), newNamespace()];
    const payload = { ...failure, namespace };
    const inScope = { ...scope, resourceNamespace: namespace };
    const second = { [nameField]: other, namespace };
    const issue = await fail(`${name}-failure`, payload);
    const others = [
      await fail(`${name}-failure`, { ...payload, ...second }),
      await fail(`${name}-failure`, { ...payload, namespace: another }),
      issueIn(
        await post(
          '/issues',
          anIssue({ namespace, scope: { ...inScope, resourceType: 'a-type-of-its-own' } }),
        ),
      ),
      // Another tenant's, in this very scope.
      issueIn(await post('/issues', anIssue({ namespace: another, scope: inScope }))),
    ];
    await post(`/webhooks/${name}-success`, { ...success, namespace });
    const read = async (id: string) => issueIn(await get(`/issues/${id}`));
    expect(await read(issue.id)).toMatchObject({ state: 'RESOLVED', resolvedAt: expect.any(String) });
    for (const other of others) expect(await read(other.id)).toEqual(other);
    expect((await post(`/webhooks/${name}-success`, { ...success, ...second })).body).toMatchObject({
      message: `Resolved 1 issue(s) for ${noun} ${other}`,
    });
  });

  test('needs all that it needs, and a namespace that the query does not contradict', async () => {
    for (const outcome of ['failure', 'success']) {
      const { status, paths } = problemIn(await post(`/webhooks/${name}-${outcome}`, {}));
      expect(status).toBe(400);
      expect(paths).toEqual(expect.arrayContaining(['namespace', nameField]));
    }
    const namespace = newNamespace();
    for (const [outcome, payload] of Object.entries({ failure, success })) {
      const path = `/webhooks/${name}-${outcome}?namespace=${newNamespace()}`;
      const problem = problemIn(await post(path, { ...payload, namespace }));
      expect(problem).toMatchObject({ status: 400, paths: ['namespace'] });
    }
    expect((await list(`namespace=${namespace}`)).total).toBe(0);
  });
}

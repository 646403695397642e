import { describe, expect, test } from '@jest/globals';
import { anIssue, get, issueIn, newNamespace, post } from '../support/kite.ts';

const namespace = newNamespace();
const ignored = (path: string, meant?: string) => ({
  path,
  message: `is not a parameter of this request, and was ignored${meant ? `; did you mean ${meant}?` : ''}`,
});

describe('a query parameter that an endpoint does not have', () => {
  test.each([
    `/issues?namespace=${namespace}&`,
    `/scopes?namespace=${namespace}&`,
    '/namespaces?',
    '/tokens?',
  ])('is told beside the answer of %s', async (path) => {
    const plain = await get(path);
    expect(plain.body).not.toHaveProperty('warnings');
    const warned = await get(`${path}limitt=3&colour=red&page=`);
    expect(warned).toMatchObject({ status: 200 });
    expect(warned.body).toMatchObject({
      data: expect.any(Array),
      limit: expect.any(Number),
      warnings: [ignored('limitt', 'limit'), ignored('colour')],
    });
  });

  test('is told where there is no other, and of a single issue', async () => {
    expect((await get('/senders?name=github')).body).toMatchObject({ warnings: [ignored('name')] });
    const { id } = issueIn(await post('/issues', anIssue({ namespace })));
    expect((await get(`/issues/${id}?name_space=x`)).body).toMatchObject({
      id,
      warnings: [ignored('name_space', 'namespace')],
    });
  });

  test.each([
    ['stat', 'state'],
    ['status', 'state'],
    ['STATE', 'state'],
    ['Resource-Name', 'resourceName'],
    ['resource_type', 'resourceType'],
    ['namepsace', 'namespace'],
    ['severity[]', 'severity'],
    ['resourcename', 'resourceName'],
    ['nextCursor', undefined],
    ['sort', undefined],
    ['x', undefined],
    ['constructor', undefined],
  ])('%s is told with the name that is meant, if one is near: %s', async (name, meant) => {
    const { body } = await get(`/issues?namespace=${namespace}&${encodeURIComponent(name)}=1`);
    expect(body).toMatchObject({ warnings: [ignored(name, meant)] });
  });

  test('is told once however often it is given, shortened, and twenty at most', async () => {
    const twice = await get(`/issues?namespace=${namespace}&stat=1&stat=2`);
    expect(twice.body).toMatchObject({ warnings: [ignored('stat', 'state')] });
    const long = await get(`/issues?namespace=${namespace}&${'x'.repeat(3_000)}=1`);
    expect(long.body).toMatchObject({ warnings: [{ path: expect.stringMatching(/^x.{1,99}$/) }] });
    const many = await get(
      `/issues?namespace=${namespace}&${Array.from({ length: 100 }, (_, i) => `p${i}=1`).join('&')}`,
    );
    expect(many.body).toMatchObject({ warnings: { length: 20 } });
  });
});

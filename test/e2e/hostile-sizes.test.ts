import { expect, test } from '@jest/globals';
import type { Issue } from '../../functions/shared/issue/answer.ts';
import { relate } from '../../functions/shared/store/relate.ts';
import { anIssue, get, issueIn, list, newNamespace, post, put } from '../support/kite.ts';
import { countedTable, everywhere } from '../support/table.ts';

const { table } = countedTable();

/** Twice as long in JSON. */
const fullOfQuotes = (namespace: string, n: number, links = 20) => {
  const text = (length: number) => '"'.repeat(length);
  return anIssue({
    namespace,
    scope: { resourceType: 'component', resourceName: `service-${n}` },
    title: text(1_000),
    description: text(30_000),
    links: Array(links).fill({ title: text(200), url: `https://a.b/?${text(2_000)}` }),
  });
};

async function store(namespace: string, count: number, links?: number): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (let n = 0; n < count; n++) {
    issues.push(issueIn(await post('/issues', fullOfQuotes(namespace, n, links))));
  }
  return issues;
}

/** The ids of all pages of 500, as a client walks them. */
async function walk(namespace: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await list(`namespace=${namespace}&limit=500&cursor=${encodeURIComponent(cursor)}`);
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids.sort();
}

// What is large in other ways: test/store/list-bounds.test.ts.
test('issues full of quotes are listed page by page, each once', async () => {
  const namespace = newNamespace();
  const issues = await store(namespace, 24);
  expect(await walk(namespace)).toEqual(issues.map(({ id }) => id).sort());
});

test('issues full of quotes fit in every answer of the issue that has 97 of them related', async () => {
  const namespace = newNamespace();
  const [hub] = await store(namespace, 1);
  if (hub === undefined) throw new Error('There is no issue');
  // Their texts alone are 6 MB as they are sent.
  const elsewhere = newNamespace();
  const others = await store(elsewhere, 97, 1);
  for (const { id } of others) await relate(table, hub.id, id, everywhere);
  const path = `/issues/${hub.id}`;
  const read = issueIn(await get(path));
  expect(read).toMatchObject({ title: hub.title, description: hub.description, links: hub.links });
  const answers = [
    await put(path, { severity: 'critical' }),
    await put(path, read),
    await post(`${path}/resolve`, {}),
    await post('/issues', fullOfQuotes(namespace, 0)),
  ];
  for (const answer of answers) expect(issueIn(answer).relatedFrom).toHaveLength(97);
  const description = issueIn(await get(path)).relatedFrom[0]?.target.description;
  expect(description).toMatch(/ … \[\d+ characters left out\] … /);
  expect(await walk(elsewhere)).toEqual(others.map(({ id }) => id).sort());
}, 90_000);

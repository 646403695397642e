import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { listIssues } from '../../functions/shared/store/list.ts';
import { listQuerySchema } from '../../functions/shared/store/list-query.ts';
import { changeIssue, deleteIssue } from '../../functions/shared/store/modify.ts';
import { BY_NAMESPACE } from '../../functions/shared/store/names.ts';
import { listNamespaces, namespacesQuerySchema } from '../../functions/shared/store/namespaces.ts';
import { getIssue } from '../../functions/shared/store/read.ts';
import { relate, unrelate } from '../../functions/shared/store/relate.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { listTokens } from '../../functions/shared/store/token-list.ts';
import { revokeMadeBy, revokeToken } from '../../functions/shared/store/token-revocation.ts';
import { createToken, findTokens } from '../../functions/shared/store/tokens.ts';
import { type Operation, startDatabaseProxy } from '../../harness/database-proxy.ts';
import { clientOf } from '../../local/dynamodb.ts';
import { served } from '../support/kite.ts';
import { aFailure, everywhere, moment, refTo } from '../support/table.ts';

const read = z.object({
  IndexName: z.string().optional(),
  ConsistentRead: z.boolean().default(false),
  RequestItems: z.record(z.string(), z.object({ ConsistentRead: z.boolean().default(false) })).default({}),
});

/** A read that is not asked for as of the last write; undefined for any other operation. */
function eventualRead({ name, body }: Operation): string | undefined {
  if (!['GetItem', 'BatchGetItem', 'Query', 'Scan'].includes(name)) return undefined;
  const { IndexName, ConsistentRead, RequestItems } = read.parse(JSON.parse(body.toString()));
  const tables = Object.values(RequestItems);
  const isConsistent = tables.length > 0 ? tables.every((one) => one.ConsistentRead) : ConsistentRead;
  // The one that cannot be read so (docs/decisions/0001-table.md): it says what is looked at, not what is shown.
  return isConsistent || IndexName === BY_NAMESPACE ? undefined : `${name} ${IndexName ?? ''}`;
}

// DynamoDB Local always reads the last write, so only what it is asked can tell.
test('whatever is read is read as of the last write', async () => {
  const passed: Operation[] = [];
  const proxy = await startDatabaseProxy(served.endpoint, {
    onExchange: (exchange) => passed.push(exchange),
  });
  const client = clientOf(proxy.url);
  const table: Table = { db: documents(client), name: served.table, dedup: 'fingerprint' };
  const failure = aFailure();
  // More than a page of one looks at, so that they are counted.
  for (const dedupKey of ['another', 'a third']) {
    await reportFailure(table, { ...failure, dedupKey }, moment());
  }
  const [a, b] = [
    (await reportFailure(table, failure, moment())).issue,
    (await reportFailure(table, aFailure(), moment())).issue,
  ];
  const list = (query: Record<string, string>) =>
    listIssues(table, listQuerySchema.parse({ namespace: a.namespace, limit: '1', ...query }));
  try {
    await relate(table, a.id, b.id, everywhere);
    await reportFailure(table, failure, moment(1));
    await getIssue(table, refTo(a));
    await changeIssue(table, refTo(a), { title: 'Changed' }, moment(2));
    for (const query of [{}, { search: 'x' }, { state: 'RESOLVED' }]) await list(query);
    await resolveScope(table, failure.scope, failure.namespace, moment(3));
    await unrelate(table, a.id, b.id, everywhere);
    await deleteIssue(table, refTo(b));
    const request = { name: 'a', role: 'viewer' as const, namespaces: ['a'] };
    const { info } = await createToken(table, request, { id: crypto.randomUUID(), days: 1 });
    await findTokens(table, [info.id]);
    await listTokens(table, ['a'], { limit: 1 });
    await listNamespaces(table, ['team-*'], namespacesQuerySchema.parse({ counts: 'true' }));
    await revokeToken(table, info.id);
    await revokeMadeBy(table, info.id, everywhere);
  } finally {
    client.destroy();
    await proxy.close();
  }
  expect(passed.flatMap((operation) => eventualRead(operation) ?? [])).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { covers } from '../../functions/shared/access/grant.ts';
import type { FailureReport } from '../../functions/shared/issue/issue.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import { namespaceKey } from '../../functions/shared/store/items.ts';
import { listNamespaces, namespacesQuerySchema } from '../../functions/shared/store/namespaces.ts';
import { resolveScope } from '../../functions/shared/store/success.ts';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { startDatabaseProxy } from '../../harness/database-proxy.ts';
import { clientOf } from '../../local/dynamodb.ts';
import { newNamespace, served } from '../support/kite.ts';
import { aFailure, countedTable, moment, stored } from '../support/table.ts';

const { table, cost } = countedTable();
const list = (patterns: readonly string[], query: Record<string, string> = {}) =>
  listNamespaces(table, patterns, namespacesQuerySchema.parse(query));
const names = async (patterns: readonly string[], query: Record<string, string> = {}) =>
  (await list(patterns, query)).data.map(({ namespace }) => namespace);
const inNamespace = (namespace: string, more: Parameters<typeof aFailure>[0] = {}) =>
  aFailure({ namespace, ...more });

/** A function instance of its own, whose first notes fail, and what it sends. */
function instance(failures = 0) {
  const { table, cost } = countedTable();
  const sent: string[] = [];
  table.db.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        sent.push(commandName);
        const notes = sent.filter((name) => name === 'PutItemCommand').length;
        return commandName === 'PutItemCommand' && notes <= failures
          ? Promise.reject(new Error('Throttled'))
          : next(args);
      },
    { step: 'initialize', name: 'observe' },
  );
  return { table, cost, sent };
}
const report = (table: Table, failure = aFailure()) => reportFailure(table, failure, moment());
const limit = pLimit(20);
const reportAll = (failures: readonly FailureReport[]) =>
  Promise.all(failures.map((failure) => limit(() => report(table, failure))));

describe('a namespace is noted', () => {
  test('when an instance makes its first issue in it, and never again', async () => {
    const { table, cost, sent } = instance();
    const failure = aFailure();
    expect(await names([failure.namespace])).toEqual([]);
    const [, first] = await cost(() => report(table, failure));
    expect(sent).toEqual(['UpdateItemCommand', 'TransactWriteItemsCommand', 'PutItemCommand']);
    expect(first.roundTrips).toBe(2);
    expect(await names([failure.namespace])).toEqual([failure.namespace]);
    sent.length = 0;
    await report(table, { ...failure, dedupKey: 'another' });
    await report(table, failure);
    expect(sent).toEqual(['UpdateItemCommand', 'TransactWriteItemsCommand', 'UpdateItemCommand']);
  });

  test('before the report is answered, also where the issue is made in another way at last', async () => {
    const { table } = instance();
    table.db.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'PutItemCommand') await new Promise((done) => setTimeout(done, 300));
          return next(args);
        },
      { step: 'initialize', name: 'delay' },
    );
    const failure = aFailure();
    const at = (seconds: number) => ({ ...moment(seconds), occurredAt: moment(seconds).now });
    await resolveScope(table, failure.scope, failure.namespace, at(60));
    expect((await reportFailure(table, failure, at(30))).outcome).toBe('stale');
    expect(await names([failure.namespace])).toEqual([failure.namespace]);
  });

  test('not when an issue is repeated or reopened', async () => {
    const failure = aFailure();
    await report(table, failure);
    const { table: another, sent } = instance();
    await report(another, failure);
    await resolveScope(another, failure.scope, failure.namespace, moment(1));
    await reportFailure(another, failure, moment(2));
    expect(sent).not.toContain('PutItemCommand');
  });

  test('once, however many instances make issues in it at once', async () => {
    const { namespace } = aFailure();
    const instances = Array.from({ length: 20 }, () => instance().table);
    const made = await Promise.all(
      instances.map((table, i) => report(table, inNamespace(namespace, { dedupKey: `failure ${i}` }))),
    );
    expect(made.every(({ outcome }) => outcome === 'new')).toBe(true);
    expect(await names([namespace])).toEqual([namespace]);
    expect(await stored(namespaceKey(namespace))).toEqual(namespaceKey(namespace));
  });

  test('beside the next report of any kind, when it could not be: the report itself is not lost', async () => {
    const { table, sent } = instance(2);
    const [failure, other] = [aFailure(), aFailure()];
    await report(countedTable().table, other);
    const { outcome } = await report(table, failure);
    expect(outcome).toBe('new');
    expect(await names([failure.namespace])).toEqual([]);
    // It fails once more beside a repeat in another namespace, which is told nothing of it.
    expect((await report(table, other)).outcome).toBe('known');
    expect(await names([failure.namespace])).toEqual([]);
    await report(table, other);
    expect(await names([failure.namespace])).toEqual([failure.namespace]);
    sent.length = 0;
    await report(table, other);
    expect(sent).toEqual(['UpdateItemCommand']);
  });

  test('within two seconds or later: a report does not wait for a note that hangs', async () => {
    let hangs = true;
    const proxy = await startDatabaseProxy(served.endpoint, {
      fault: ({ name }) => (hangs && name === 'PutItem' ? { kind: 'hang' } : undefined),
    });
    const client = clientOf(proxy.url);
    const table: Table = { db: documents(client), name: served.table, dedup: 'fingerprint' };
    try {
      const failure = aFailure();
      const start = performance.now();
      expect((await report(table, failure)).outcome).toBe('new');
      expect(performance.now() - start).toBeLessThan(5_000);
      expect(await names([failure.namespace])).toEqual([]);
      hangs = false;
      await report(table, failure);
      expect(await names([failure.namespace])).toEqual([failure.namespace]);
    } finally {
      client.destroy();
      await proxy.close();
    }
  });
});

describe('namespaces are listed', () => {
  test('as the patterns cover them, each once, in pages that follow one another', async () => {
    const prefix = newNamespace();
    // By bytes, 😀 is behind ｚ; by UTF-16 units it is before it.
    const all = ['', '%', '-a', '-a-1', '-b', 'a', 'ｚ', '😀', '😀-1'].map((end) => `${prefix}${end}`);
    for (const namespace of all) await report(table, aFailure({ namespace }));
    await report(table, aFailure({ namespace: newNamespace() }));
    expect(await names([`${prefix}*`])).toEqual(all);
    const pattern = fc.constantFrom(...all, ...all.map((name) => `${name}*`), newNamespace(), `${prefix}x*`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(pattern, { maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (patterns, limit) => {
          const wanted = all.filter((name) => patterns.some((one) => covers(one, name)));
          const walked: string[] = [];
          let cursor: string | null | undefined;
          do {
            const page = await list(patterns, { limit: `${limit}`, ...(cursor && { cursor }) });
            expect(page.data.length).toBeLessThanOrEqual(limit);
            walked.push(...page.data.map(({ namespace }) => namespace));
            cursor = page.nextCursor;
          } while (cursor !== null);
          expect(walked).toEqual(wanted);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('with every one of 300, also of a caller that may see all, in few requests', async () => {
    const prefix = newNamespace();
    const all = Array.from({ length: 300 }, (_, i) => `${prefix}-${String(i).padStart(3, '0')}`);
    await reportAll(all.map((namespace) => aFailure({ namespace })));
    const [found, spent] = await cost(() => names([`${prefix}*`], { limit: '1000' }));
    expect(found).toEqual(all);
    expect(spent).toMatchObject({ roundTrips: 1, requests: 1 });
    expect(spent.readUnits).toBeLessThanOrEqual(10);
    const everything = await names(['*', prefix], { limit: '1000' });
    expect(everything.filter((name) => name.startsWith(prefix))).toEqual(all);
  });

  test('with the ACTIVE issues by severity, if asked for: one round trip more', async () => {
    const prefix = newNamespace();
    const broken = { resourceType: 'component', resourceName: 'a#%', resourceNamespace: prefix };
    for (const [end, severities] of Object.entries({
      a: ['critical', 'major', 'major'],
      b: ['info'],
    } as const)) {
      for (const [i, severity] of severities.entries()) {
        await report(table, inNamespace(`${prefix}-${end}`, { severity, dedupKey: `${i}` }));
      }
    }
    const late = await reportFailure(
      table,
      inNamespace(`${prefix}-a`, { scope: broken, dedupKey: 'long', severity: 'minor' }),
      { ...moment(9), occurredAt: moment(-900).now },
    );
    const resolved = inNamespace(`${prefix}-b`, { severity: 'minor', state: 'RESOLVED', dedupKey: 'over' });
    await report(table, resolved);
    const [{ data }, spent] = await cost(() => list([`${prefix}*`], { counts: 'true' }));
    const none = { critical: 0, major: 0, minor: 0, info: 0 };
    expect(data).toEqual([
      {
        namespace: `${prefix}-a`,
        active: {
          total: 4,
          bySeverity: { ...none, critical: 1, major: 2, minor: 1 },
          isExact: true,
          // By its sender's clock, not by when it was heard of.
          longestBroken: {
            scope: { id: late.issue.scopeId, ...broken },
            issueId: late.issue.id,
            severity: 'minor',
            brokenSince: moment(-900).now,
          },
        },
      },
      {
        namespace: `${prefix}-b`,
        active: {
          total: 1,
          bySeverity: { ...none, info: 1 },
          isExact: true,
          longestBroken: expect.objectContaining({ severity: 'info', brokenSince: moment().now }),
        },
      },
    ]);
    // Entries of some 250 bytes, 16 in a read unit.
    expect(spent).toMatchObject({ roundTrips: 2, requests: 3 });
    expect(spent.readUnits).toBeLessThanOrEqual(2);
  });

  test('with counts that say when they are not all', async () => {
    const prefix = newNamespace();
    const all = Array.from({ length: 100 }, (_, i) => `${prefix}-${String(i).padStart(3, '0')}`);
    await reportAll(all.map((namespace) => aFailure({ namespace })));
    const [busy = ''] = all;
    await reportAll(Array.from({ length: 320 }, (_, i) => inNamespace(busy, { dedupKey: `failure ${i}` })));
    const counted = await list([`${prefix}*`], { counts: 'true', limit: '1000' });
    expect(counted.limit).toBe(100);
    expect(counted.data[0]?.active).toMatchObject({ total: 300, isExact: false, longestBroken: null });
    expect(counted.data.slice(1).every(({ active }) => active?.total === 1 && active.isExact)).toBe(true);
    const alone = await list([busy], { counts: 'true' });
    expect(alone.data[0]?.active).toMatchObject({ total: 321, isExact: true });
  });
});

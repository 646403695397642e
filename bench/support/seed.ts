import { randomUUID } from 'node:crypto';
import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { identityOf } from '../../functions/shared/issue/dedup.ts';
import { filterOf } from '../../functions/shared/issue/filters.ts';
import { CURRENT_RULE } from '../../functions/shared/issue/fingerprint/rules.ts';
import { type FailureReport, type State, severitySchema } from '../../functions/shared/issue/issue.ts';
import { reportFailure } from '../../functions/shared/store/failure.ts';
import {
  countKey,
  issueKey,
  type Key,
  listed,
  pointerKey,
  position,
} from '../../functions/shared/store/items.ts';
import type { Table } from '../../functions/shared/store/table.ts';

/** Which issues to make. */
export interface Seed {
  readonly count: number;
  readonly namespaceOf: (index: number) => string;
  /** The pipeline that failed. @default - another for each issue */
  readonly nameOf?: (index: number) => string;
  /** @default - ACTIVE */
  readonly stateOf?: (index: number) => State;
}

/** Each issue takes two items. */
const ISSUES_PER_WRITE = 12;
/** The most that BatchWriteItem takes. */
const ITEMS_PER_WRITE = 25;
const AT_ONCE = 8;

/**
 * Puts issues into namespaces that have none yet, as if they had been reported a second apart, the last one now.
 * Reports only one issue and writes the others as copies of it, which is much faster.
 */
export async function seed(table: Table, of: Seed): Promise<void> {
  const now = Date.now();
  const sample = failureOf(0, { count: 1, namespaceOf: () => `model-${randomUUID()}` });
  const moment = { by: 'bench', now: new Date(now).toISOString(), id: randomUUID() };
  const { issue } = await reportFailure(table, sample, moment);
  const model = {
    item: await read(table, issueKeyOf(sample)),
    pointer: await read(table, pointerKey(issue.id)),
  };
  const limit = pLimit(AT_ONCE);
  const counts = new Map<string, Item & { issues: number }>();
  const writes: Promise<void>[] = [];
  for (let first = 0; first < of.count; first += ISSUES_PER_WRITE) {
    const items: Item[] = [];
    for (let index = first; index < Math.min(first + ISSUES_PER_WRITE, of.count); index++) {
      const failure = failureOf(index, of);
      const id = randomUUID();
      const at = now - (of.count - index) * 1_000;
      items.push(...itemsOf(failure, id, model, of.stateOf?.(index) ?? 'ACTIVE', at));
      const key = countKey(failure.namespace, id);
      const count = counts.get(`${key.PK} ${key.SK}`) ?? { ...key, issues: 0 };
      counts.set(`${key.PK} ${key.SK}`, { ...count, issues: count.issues + 1 });
    }
    writes.push(limit(() => write(table, items)));
  }
  const counted = [...counts.values()];
  while (counted.length > 0) {
    const items = counted.splice(0, ITEMS_PER_WRITE);
    writes.push(limit(() => write(table, items)));
  }
  await Promise.all(writes);
}

/** Where a failure's issue is stored. */
export const issueKeyOf = (failure: FailureReport) =>
  issueKey(failure, identityOf(failure, 'fingerprint', CURRENT_RULE));

/** The failure that the `index`th issue reports. */
export function failureOf(index: number, { namespaceOf, nameOf }: Seed): FailureReport {
  const namespace = namespaceOf(index);
  const resourceName = nameOf?.(index) ?? `pipeline-${index}`;
  return {
    namespace,
    scope: { resourceType: 'pipelinerun', resourceName, resourceNamespace: namespace },
    issueType: index % 10 === 0 ? 'build' : 'pipeline',
    severity: severitySchema.options[index % severitySchema.options.length] ?? 'info',
    title: `Pipeline run failed: ${resourceName}`,
    description: `The pipeline run ${resourceName} failed with reason: Dependency conflict with React version`,
    links: [{ title: 'Pipeline Run Logs', url: `https://your-ci.com/logs/run-${index}` }],
    state: 'ACTIVE',
    dedupKey: `reason ${index}`,
  };
}

type Item = Record<string, unknown>;

function itemsOf(
  failure: FailureReport,
  id: string,
  model: { readonly item: Item; readonly pointer: Item },
  state: State,
  at: number,
): Item[] {
  const { title, description, links } = failure;
  const key = issueKeyOf(failure);
  const createdAt = new Date(at).toISOString();
  const place = position(createdAt, id);
  const { activeSince: __, ...common } = model.item;
  return [
    {
      ...{ ...common, ...key, title, description, id, state, createdAt, position: place },
      filter: filterOf(failure),
      links: links.map((link) => ({ id: randomUUID(), ...link })),
      listed: listed(failure.namespace, state),
      ...(state === 'ACTIVE' ? { activeSince: place } : { resolvedAt: createdAt }),
    },
    { ...model.pointer, ...pointerKey(id), id, issue: key, namespace: failure.namespace },
  ];
}

async function read({ db, name }: Table, key: Key): Promise<Item> {
  const { Item } = await db.send(new GetCommand({ TableName: name, Key: { ...key } }));
  if (Item === undefined) throw new Error('The reported issue is not in the table');
  return Item;
}

async function write({ db, name }: Table, items: readonly Item[]): Promise<void> {
  const RequestItems = { [name]: items.map((Item) => ({ PutRequest: { Item } })) };
  const { UnprocessedItems = {} } = await db.send(new BatchWriteCommand({ RequestItems }));
  if (Object.keys(UnprocessedItems).length > 0) throw new Error('Not all items were written');
}

import { paginateScan } from '@aws-sdk/lib-dynamodb';
import {
  countItemSchema,
  countKey,
  type IssueItem,
  issueItemSchema,
  type Key,
  keySchema,
  type Pointer,
  pointerItemSchema,
  pointerKey,
} from '../functions/shared/store/items.ts';
import type { Table } from '../functions/shared/store/table.ts';

/** So many for certain, and perhaps up to so many more: those whose answer was lost, or leaves it open. */
export interface Count {
  readonly sure: number;
  readonly unsure: number;
}

/** What was answered, and so must be in the table. */
export interface Accepted {
  /** The reports of each failure, by its `failureKey`. */
  readonly reports: ReadonlyMap<string, Count>;
  /** Answers that told of a new issue. @default - nobody counted them */
  readonly created?: Count;
  /** How often an issue became ACTIVE, and how often one was resolved. @default - nobody counted them */
  readonly transitions?: { readonly activated: Count; readonly resolved: Count };
  /** Namespaces whose issues are all resolved. @default - none */
  readonly recovered?: readonly string[];
}

/** What was found in the table. */
export interface Audited {
  readonly issues: number;
  /** How often they were seen, all together. */
  readonly reports: number;
  readonly active: number;
}

/** Tells a pipeline's failures apart as their sender does, whatever Kite makes of them. */
export const failureKey = (namespace: string, pipelineName: string, failureReason: string) =>
  JSON.stringify([namespace, pipelineName, failureReason]);

/** What is in a table. */
interface Contents {
  readonly issues: readonly IssueItem[];
  readonly pointers: readonly Pointer[];
  /** Whatever else there is. */
  readonly others: readonly Record<string, unknown>[];
}

/** Looks at one thing and tells what is wrong with it. */
type Check = (contents: Contents, accepted: Accepted) => readonly string[];

const CHECKS: readonly Check[] = [
  ...[reportsAreCounted, issuesAreNew, pointersMatch],
  ...[countersAgree, statesAgree, changesAddUp],
];

const MOST_TOLD = 10;

/**
 * Holds a table with pipelines' failures, that nobody writes to any more, against what was answered: every
 * accepted report is in it exactly once, and nothing else is.
 * @throws Error that tells what is wrong
 */
export async function audit(table: Table, accepted: Accepted): Promise<Audited> {
  const contents = await read(table);
  const wrong = CHECKS.flatMap((check) => check(contents, accepted));
  if (wrong.length > 0) {
    throw new Error(`The audit found ${wrong.length} faults:\n${wrong.slice(0, MOST_TOLD).join('\n')}`);
  }
  return {
    issues: contents.issues.length,
    reports: contents.issues.reduce((sum, { occurrences }) => sum + occurrences, 0),
    active: activeIn(contents),
  };
}

async function read({ db, name }: Table): Promise<Contents> {
  const issues: IssueItem[] = [];
  const pointers: Pointer[] = [];
  const others: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan(
    { client: db },
    { TableName: name, ConsistentRead: true },
  )) {
    for (const item of Items) {
      if (String(item.SK).startsWith('ISSUE#')) issues.push(issueItemSchema.parse(item));
      else if (String(item.PK).startsWith('ID#')) pointers.push(pointerItemSchema.parse(item));
      else others.push(item);
    }
  }
  return { issues, pointers, others };
}

const NONE: Count = { sure: 0, unsure: 0 };
const isWithin = (found: number, { sure, unsure }: Count) => found >= sure && found <= sure + unsure;
const written = ({ sure, unsure }: Count) => (unsure === 0 ? `${sure}` : `${sure} to ${sure + unsure}`);
const activeIn = ({ issues }: Contents) => issues.filter(({ state }) => state === 'ACTIVE').length;

/** Each failure has one issue, seen as often as it was reported. */
function reportsAreCounted({ issues }: Contents, { reports }: Accepted): string[] {
  const found = Map.groupBy(issues, ({ namespace, filter, description }) =>
    failureKey(namespace, filter.resourceName, description.replace(/^.*? failed with reason: /s, '')),
  );
  return [...new Set([...reports.keys(), ...found.keys()])].flatMap((key) => {
    const [issue, ...more] = found.get(key) ?? [];
    const count = reports.get(key) ?? NONE;
    if (more.length > 0) return [`${key}: ${more.length + 1} issues`];
    const occurrences = issue?.occurrences ?? 0;
    return isWithin(occurrences, count) ? [] : [`${key}: seen ${occurrences} times, not ${written(count)}`];
  });
}

/** As many issues are there as were told of as new. */
function issuesAreNew({ issues }: Contents, { created }: Accepted): string[] {
  if (created === undefined || isWithin(issues.length, created)) return [];
  return [`${issues.length} issues, but ${written(created)} were new`];
}

/** Each issue has one pointer, and each pointer leads to its issue. */
function pointersMatch({ issues, pointers }: Contents): string[] {
  const line = ({ PK, SK }: Key, issue: Key) => `${PK} ${SK}, of ${issue.PK} ${issue.SK}`;
  const wanted = new Set(issues.map((issue) => line(pointerKey(issue.id), issue)));
  const found = new Set(pointers.map((pointer) => line(pointer, pointer.issue)));
  return [
    ...[...wanted.difference(found)].map((pointer) => `${pointer}: is not there`),
    ...[...found.difference(wanted)].map((pointer) => `${pointer}: leads to no issue of that id`),
  ];
}

/** Each counter holds the number of the issues that it counts. */
function countersAgree({ issues, others }: Contents): string[] {
  const line = ({ PK, SK }: Key) => `${PK} ${SK}`;
  const wanted = Map.groupBy(issues, ({ namespace, id }) => line(countKey(namespace, id)));
  const found = new Map(
    others
      .filter(({ PK }) => String(PK).startsWith('COUNT#'))
      .map((item) => [line(keySchema.parse(item)), countItemSchema.parse(item).issues]),
  );
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((counter) => {
    const [counted, there] = [found.get(counter) ?? 0, wanted.get(counter)?.length ?? 0];
    return counted === there ? [] : [`${counter}: counts ${counted} issues, not ${there}`];
  });
}

/** What says that an issue is ACTIVE says so everywhere; and nothing is in what has recovered. */
function statesAgree({ issues }: Contents, { recovered = [] }: Accepted): string[] {
  return issues.flatMap(({ id, namespace, state, activeSince, resolvedAt }) => {
    const isActive = state === 'ACTIVE';
    if (isActive !== (activeSince !== undefined) || isActive !== (resolvedAt === undefined)) {
      return [`${id}: ${state}, active since ${activeSince}, resolved at ${resolvedAt}`];
    }
    return isActive && recovered.includes(namespace) ? [`${id}: still ACTIVE in ${namespace}`] : [];
  });
}

/** What became ACTIVE was resolved once, or is ACTIVE still. */
function changesAddUp(contents: Contents, { transitions }: Accepted): string[] {
  if (transitions === undefined) return [];
  const { activated, resolved } = transitions;
  const active = activeIn(contents);
  const [least, most] = [resolved.sure + active, resolved.sure + resolved.unsure + active];
  if (least <= activated.sure + activated.unsure && most >= activated.sure) return [];
  return [`${written(resolved)} resolved and ${active} active, of ${written(activated)} that became active`];
}

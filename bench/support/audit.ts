import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  countItemSchema,
  countPartition,
  type IssueItem,
  issueItemSchema,
  type Key,
  namespaceOf,
  type Pointer,
  pointerItemSchema,
  pointerKey,
} from '../../functions/shared/store/items.ts';
import type { Table } from '../../functions/shared/store/table.ts';
import type { Answered } from './requests.ts';

/** A count with its uncertainty: at least `sure`, at most `sure + unsure`, since some answers were lost. */
export interface Count {
  readonly sure: number;
  readonly unsure: number;
}

/** What the answers say must be in the table. */
interface Accepted {
  /** How often each failure was reported, by its `failureKey`. */
  readonly reports: ReadonlyMap<string, Count>;
  /** How many issues were new. @default - not checked */
  readonly created?: Count;
  /** How often issues became ACTIVE and were resolved. @default - not checked */
  readonly transitions?: { readonly activated: Count; readonly resolved: Count };
  /** Namespaces whose issues are all resolved. @default - none */
  readonly recovered?: readonly string[];
}

/** What the audit found in the table. */
export interface Audited {
  readonly issues: number;
  /** The sum of their occurrences. */
  readonly reports: number;
  readonly active: number;
}

/** Identifies a pipeline's failure as its sender does, whatever Kite makes of it. */
export const failureKey = (namespace: string, pipelineName: string, failureReason: string) =>
  JSON.stringify([namespace, pipelineName, failureReason]);

/** All items of a table. */
interface Contents {
  readonly issues: readonly IssueItem[];
  readonly pointers: readonly Pointer[];
  readonly others: readonly Record<string, unknown>[];
}

/** Checks one thing and returns what is wrong. */
type Check = (contents: Contents, accepted: Accepted) => readonly string[];

const CHECKS: readonly Check[] = [
  ...[reportsAreCounted, issuesAreNew, pointersMatch],
  ...[countersAgree, statesAgree, changesAddUp],
];

const MOST_LISTED = 10;

/**
 * Compares a table of pipelines' failures, to which nobody writes any more, with the answers: every accepted
 * report must be in it exactly once, and nothing else.
 * @throws Error that lists what is wrong
 */
export async function audit(table: Table, accepted: Accepted): Promise<Audited> {
  const contents = await read(table);
  const wrong = CHECKS.flatMap((check) => check(contents, accepted));
  if (wrong.length > 0) {
    throw new Error(`The audit found ${wrong.length} faults:\n${wrong.slice(0, MOST_LISTED).join('\n')}`);
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

/** Each failure has one issue, with as many occurrences as accepted reports. */
function reportsAreCounted({ issues }: Contents, { reports }: Accepted): string[] {
  const found = Map.groupBy(issues, ({ SK, filter, description }) =>
    failureKey(
      namespaceOf({ SK }),
      filter.resourceName,
      description.replace(/^.*? failed with reason: /s, ''),
    ),
  );
  return [...new Set([...reports.keys(), ...found.keys()])].flatMap((key) => {
    const [issue, ...more] = found.get(key) ?? [];
    const count = reports.get(key) ?? NONE;
    if (more.length > 0) return [`${key}: ${more.length + 1} issues`];
    const occurrences = issue?.occurrences ?? 0;
    return isWithin(occurrences, count) ? [] : [`${key}: seen ${occurrences} times, not ${written(count)}`];
  });
}

/** There are as many issues as answers called new. */
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

/** The counters of each namespace hold the number of its issues. */
function countersAgree({ issues, others }: Contents): string[] {
  const wanted = Map.groupBy(issues, ({ SK }) => countPartition(namespaceOf({ SK })));
  const found = Map.groupBy(
    others.filter(({ PK }) => String(PK).startsWith('COUNT#')),
    ({ PK }) => String(PK),
  );
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((partition) => {
    const counters = (found.get(partition) ?? []).map((item) => countItemSchema.parse(item).issues);
    const [counted, there] = [counters.reduce((sum, n) => sum + n, 0), wanted.get(partition)?.length ?? 0];
    return counted === there ? [] : [`${partition}: counts ${counted} issues, not ${there}`];
  });
}

/** All fields of an issue agree on whether it is ACTIVE, and recovered namespaces have no ACTIVE issue. */
function statesAgree({ issues }: Contents, { recovered = [] }: Accepted): string[] {
  return issues.flatMap(({ SK, id, state, activeSince, resolvedAt }) => {
    const isActive = state === 'ACTIVE';
    if (isActive !== (activeSince !== undefined) || isActive !== (resolvedAt === undefined)) {
      return [`${id}: ${state}, active since ${activeSince}, resolved at ${resolvedAt}`];
    }
    const namespace = namespaceOf({ SK });
    return isActive && recovered.includes(namespace) ? [`${id}: still ACTIVE in ${namespace}`] : [];
  });
}

/** Every issue that became ACTIVE was resolved once or is still ACTIVE. */
function changesAddUp(contents: Contents, { transitions }: Accepted): string[] {
  if (transitions === undefined) return [];
  const { activated, resolved } = transitions;
  const active = activeIn(contents);
  const [least, most] = [resolved.sure + active, resolved.sure + resolved.unsure + active];
  if (least <= activated.sure + activated.unsure && most >= activated.sure) return [];
  return [`${written(resolved)} resolved and ${active} active, of ${written(activated)} that became active`];
}

const failed = z.object({ namespace: z.string(), pipelineName: z.string(), failureReason: z.string() });
const reported = z.object({
  issue: z.object({ id: z.string(), detectedAt: z.string(), lastSeenAt: z.string() }),
});
const resolution = z.object({
  message: z
    .string()
    .regex(/^Resolved \d+ /)
    .transform((message) => Number(message.split(' ')[1])),
});

/** Whether a request was done. One that got no answer, or a server error, may have been. */
export function outcome({ status }: Answered): 'done' | 'unsure' | 'refused' {
  if (status === undefined || status >= 500) return 'unsure';
  return status < 300 ? 'done' : 'refused';
}

/**
 * What the answers to pipeline webhooks say is in a table that was empty before.
 * @param recovered namespaces whose issues are all resolved
 */
export function acceptedIn(answers: readonly Answered[], recovered: readonly string[] = []): Accepted {
  const to = (webhook: string) => answers.filter(({ request }) => request.path === `/webhooks/${webhook}`);
  const [failures, successes] = [to('pipeline-failure'), to('pipeline-success')];
  const done = failures.filter((answer) => outcome(answer) === 'done');
  const unsure = failures.filter((answer) => outcome(answer) === 'unsure').length;
  return {
    reports: countByKey(failures),
    created: { sure: done.filter(({ status }) => status === 201).length, unsure },
    transitions: { activated: activationsIn(done, unsure), resolved: resolvedBy(successes) },
    recovered,
  };
}

function countByKey(failures: readonly Answered[]): Map<string, Count> {
  const counts = new Map<string, { sure: number; unsure: number }>();
  for (const answer of failures) {
    const { namespace, pipelineName, failureReason } = failed.parse(answer.request.body);
    const key = failureKey(namespace, pipelineName, failureReason);
    const count = counts.get(key) ?? { sure: 0, unsure: 0 };
    counts.set(key, count);
    if (outcome(answer) === 'done') count.sure++;
    if (outcome(answer) === 'unsure') count.unsure++;
  }
  return counts;
}

/**
 * How often issues became ACTIVE. Each active period begins with a report whose time is the issue's detectedAt;
 * of two reports in the same millisecond, either may have been the first.
 */
function activationsIn(done: readonly Answered[], unsure: number): Count {
  const issues = done.map(({ body = '' }) => reported.parse(JSON.parse(body)).issue);
  const sure = new Set(issues.map(({ id, detectedAt }) => `${id} ${detectedAt}`)).size;
  const most = unsure + issues.filter(({ detectedAt, lastSeenAt }) => detectedAt === lastSeenAt).length;
  return { sure, unsure: Math.max(0, most - sure) };
}

/** How many issues were resolved; one success resolves any number. */
const resolvedBy = (successes: readonly Answered[]): Count => ({
  sure: successes
    .filter((answer) => outcome(answer) === 'done')
    .reduce((sum, { body = '' }) => sum + resolution.parse(JSON.parse(body)).message, 0),
  unsure: successes.some((answer) => outcome(answer) === 'unsure') ? Number.POSITIVE_INFINITY : 0,
});

import { hash, randomUUID } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** An item, or a part of one, as it goes over the wire. */
export type Item = Record<string, AttributeValue>;

export const S = (value: string) => ({ S: value });
export const N = (value: number) => ({ N: String(value) });
export const keyOf = ({ PK = S(''), SK = S('') }: Item): Item => ({ PK, SK });

/** What a pipeline webhook's body holds; nobody looks whether it does. */
export interface Event {
  readonly namespace: string;
  readonly pipelineName: string;
  readonly failureReason: string;
  readonly logsUrl: string;
}

export const scopeOf = ({ namespace, pipelineName }: Event) => S(`pipelinerun#${namespace}#${pipelineName}`);

/** A failure as Kite stores it: what each report sets, where it stands in lists, and the two items of a new one. */
export function itemsOf(event: Event) {
  const { namespace, pipelineName, failureReason, logsUrl } = event;
  const [id, now] = [randomUUID(), new Date().toISOString()];
  const at = N(Date.parse(now));
  const key: Item = {
    PK: scopeOf(event),
    SK: S(`ISSUE#${namespace}#${hash('sha256', failureReason, 'hex').slice(0, 32)}`),
  };
  const told: Item = {
    ...{ issueType: S('pipeline'), severity: S('major'), title: S(`Pipeline run failed: ${pipelineName}`) },
    description: S(`The pipeline run ${pipelineName} failed with reason: ${failureReason}`),
    links: { L: [{ M: { id: S(randomUUID()), title: S('Pipeline Run Logs'), url: S(logsUrl) } }] },
    ...{ state: S('ACTIVE'), listed: S(`${namespace}#ACTIVE`), eventAt: at, failedAt: at },
    ...{ updatedAt: S(now), lastSeenAt: S(now), lastReport: S(id.slice(0, 12)) },
  };
  const place = S(`${now}#${id}`);
  const issue: Item = {
    ...{ ...key, ...told, id: S(id), namespace: S(namespace), resourceNamespace: S(namespace) },
    ...{ resourceType: S('pipelinerun'), resourceName: S(pipelineName) },
    ...{ position: place, activeSince: place, createdAt: S(now), occurrences: N(1) },
  };
  const pointer: Item = {
    ...{ PK: S(`ID#${id}`), SK: S('ISSUE'), id: S(id), namespace: S(namespace) },
    ...{ issue: { M: key }, related: { M: {} } },
  };
  return { key, told, place, issue, pointer };
}

/** An issue as an answer shows it. */
export function shown(item: Item) {
  const { position, ...issue } = unmarshall(item);
  return { ...issue, detectedAt: String(position).split('#')[0] };
}

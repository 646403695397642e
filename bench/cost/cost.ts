import { writeFileSync } from 'node:fs';
import * as echarts from 'echarts';
import type { Cost, Kite } from '../support/captures.ts';
import { decimals, dollarsPerMillion, number, table } from '../support/figures.ts';
import { LISTED, laterPage, paths } from '../support/paths.ts';
import { type ApiRequest, event, idIn, listRequest, send, webhook } from '../support/requests.ts';
import { type Seed, seed } from '../support/seed.ts';

interface PathCost extends Cost {
  readonly endpoint: string;
  readonly name: string;
}

async function measurePaths(kite: Kite): Promise<PathCost[]> {
  await seed(kite.table, { count: LISTED.issues, namespaceOf: () => LISTED.namespace });
  const costs: PathCost[] = [];
  for (const { endpoint, name, prepare } of paths) {
    const request = await prepare(kite.url);
    costs.push({ endpoint, name, ...(await kite.costOf(() => send(kite.url, request))) });
  }
  return costs;
}

const costTable = (costs: readonly PathCost[]) =>
  table(
    ['endpoint', 'path', 'round trips', 'requests', 'read units', 'write units', '$ a million'],
    costs.map((cost) => [
      `\`${cost.endpoint}\``,
      cost.name,
      ...[cost.roundTrips, cost.requests, cost.readUnits, cost.writeUnits].map(number),
      decimals(dollarsPerMillion(cost)),
    ]),
  );

/** What every path through every endpoint costs in the database. */
export const costs = async (kite: Kite): Promise<string> => `## Cost per operation

Each request goes over HTTP to the served stack, on DynamoDB Local; units are what the database reports. What it does
not report, and AWS charges: a condition that failed (1 write unit; a *new* failure has one), an update in a transaction
with puts (2 each; the counter of whatever is *new*, and its note *with occurredAt*), a query that finds nothing (1 read
unit). Round trips are the longest chain of requests of which each began after the one before had ended; of many updates
at once, DynamoDB Local lets some wait. Lists are of a namespace with 1,000 issues, 50 a page.

${costTable(await measurePaths(kite))}
`;

/** What operations cost at one size of what grows. */
interface Growth {
  readonly of: string;
  readonly size: number;
  /** Undefined where the database took too long and Kite answered 503. */
  readonly costs: Readonly<Record<string, Cost | undefined>>;
}

/** Something that grows in the namespace in which operations are measured. */
interface Dimension {
  readonly of: string;
  readonly sizes: readonly number[];
  readonly seedOf: (size: number, namespace: string) => Seed;
  /** The pipeline that fails and recovers. */
  readonly pipeline: string;
}

const DIMENSIONS: readonly Dimension[] = [
  {
    of: 'issues in one namespace, one in a hundred ACTIVE',
    sizes: [1, 1_000, 10_000, 100_000],
    seedOf: (count, namespace) => ({
      count,
      namespaceOf: () => namespace,
      stateOf: (index) => (index % 100 === 0 ? 'ACTIVE' : 'RESOLVED'),
    }),
    pipeline: 'another-pipeline',
  },
  {
    of: 'ACTIVE issues in one namespace',
    sizes: [1, 1_000, 10_000],
    seedOf: (count, namespace) => ({ count, namespaceOf: () => namespace }),
    pipeline: 'another-pipeline',
  },
  {
    of: 'resolved issues in one scope',
    sizes: [1, 100, 10_000],
    seedOf: (count, namespace) => ({
      count,
      namespaceOf: () => namespace,
      nameOf: () => 'much-resolved',
      stateOf: () => 'RESOLVED',
    }),
    pipeline: 'much-resolved',
  },
  {
    of: 'namespaces, ten issues each',
    sizes: [1, 100, 1_000],
    seedOf: (count, namespace) => ({
      count: count * 10,
      namespaceOf: (index) => (index < 10 ? namespace : `${namespace}-${index % count}`),
    }),
    pipeline: 'another-pipeline',
  },
];

async function measureGrowth(kite: Kite): Promise<Growth[]> {
  const grown: Growth[] = [];
  for (const [index, { of, sizes, seedOf, pipeline }] of DIMENSIONS.entries()) {
    for (const size of sizes) {
      const namespace = `grown-${index}-${size}`;
      await seed(kite.table, seedOf(size, namespace));
      grown.push({ of, size, costs: await measureAt(kite, size, namespace, pipeline) });
    }
  }
  return grown;
}

async function measureAt(
  kite: Kite,
  size: number,
  namespace: string,
  pipeline: string,
): Promise<Growth['costs']> {
  const failure = webhook('pipeline-failure', event(pipeline, namespace));
  const success = webhook('pipeline-success', event(pipeline, namespace));
  const costs: Record<string, Cost | undefined> = {};
  let answer: unknown;
  const cost = async (name: string, request: ApiRequest) => {
    costs[name] = await kite
      .costOf(async () => {
        answer = await send(kite.url, request);
      })
      .catch(async (error: Error) => {
        if (!error.message.includes(': 503 ')) throw error;
        await kite.settled();
        return undefined;
      });
  };
  await cost('new failure', failure);
  const path = `/issues/${idIn(answer)}`;
  await cost('repeated failure', failure);
  await cost('get by id', { method: 'GET', path });
  await cost('success, 1 to resolve', success);
  await cost('success, nothing to resolve', success);
  await cost('reopened failure', failure);
  await cost('resolve by id', { method: 'POST', path: `${path}/resolve` });
  await cost('list, first page', listRequest(namespace));
  await cost('list, state=ACTIVE', listRequest(namespace, '&state=ACTIVE'));
  // A namespace with one issue has no later page.
  if (size >= 100) await cost('list, a later page', await laterPage(kite.url, namespace, 5));
  await cost('list, state=RESOLVED', listRequest(namespace, '&state=RESOLVED'));
  await cost('list, severity=critical', listRequest(namespace, '&severity=critical'));
  await cost('list, search', listRequest(namespace, '&search=found-nowhere'));
  return costs;
}

/** The operations that were measured at any size, in order. */
const operationsIn = (sizes: readonly Growth[]) => [
  ...new Set(sizes.flatMap(({ costs }) => Object.keys(costs))),
];

function growthTables(growth: readonly Growth[]): string {
  return [...Map.groupBy(growth, ({ of }) => of)]
    .map(([of, sizes]) => {
      const operations = operationsIn(sizes);
      const rows = operations.map((operation) => [
        operation,
        ...sizes.map(({ costs }) => {
          const cost = costs[operation];
          if (!(operation in costs)) return '–';
          return cost
            ? `${number(cost.roundTrips)} / ${number(cost.readUnits)} / ${number(cost.writeUnits)}`
            : 'time-out';
        }),
      ]);
      return `### ${of}\n\n${table(['', ...sizes.map(({ size }) => number(size))], rows)}`;
    })
    .join('\n\n');
}

/** A chart of the first dimension: the price of a million of each operation, by the issues in the namespace. */
function chartOf(growth: readonly Growth[]): string {
  const sizes = growth.filter(({ of }) => of === growth[0]?.of);
  const operations = operationsIn(sizes);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 480 });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: 'Dollars per million requests, by issues in the namespace', left: 'center' },
    legend: { bottom: 0 },
    grid: { left: 70, right: 30, top: 50, bottom: 90 },
    xAxis: {
      type: 'category',
      data: sizes.map(({ size }) => number(size)),
      name: 'issues',
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: { type: 'log', name: '$ (log)', min: 0.01 },
    series: operations.map((name) => ({
      name,
      type: 'line',
      data: sizes.map(({ costs }) => {
        const cost = costs[name];
        return cost ? Math.max(0.01, dollarsPerMillion(cost)) : null;
      }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** What the same operations cost with more and more in the table; also writes bench/growth.svg. */
export async function growth(kite: Kite): Promise<string> {
  const grown = await measureGrowth(kite);
  writeFileSync(new URL('../growth.svg', import.meta.url), chartOf(grown));
  return `## Growth

Round trips / read units / write units; *time-out* is a 503: the database took too long.

${growthTables(grown)}

![Cost by issues in the namespace](growth.svg)
`;
}

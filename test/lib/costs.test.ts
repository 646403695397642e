import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ASSUMED, BUSY, MONTHLY_PRICES, month, type Units } from '../../bench/cost/month.ts';
import {
  decimals,
  LAMBDA_PRICES,
  lambdaDollarsPerMillion,
  PRICES,
  table,
} from '../../bench/support/figures.ts';
import { metricFields } from '../../functions/shared/runtime/metrics.ts';
import { DEFAULT_MEMORY_MB } from '../../lib/kite-function.ts';
import { synthesize, template } from '../support/synthesized.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const page = read('docs/costs.md');
/** How often the dashboard asks. */
const REFRESH_MS = Number(
  /REFRESH_MS = ([\d_]+)/.exec(read('dashboard/src/data/scopes.ts'))?.[1]?.replaceAll('_', ''),
);
const rows = [...read('bench/RESULTS.md').matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | '));

const numberOf = (text = '') => Number(text.replaceAll(',', ''));
function unitsOf(endpoint: string, path: string): Units {
  const row = rows.find(([first, second]) => first === `\`${endpoint}\`` && second === path);
  const [, , , , readUnits, writeUnits] = row ?? [];
  if (writeUnits === undefined)
    throw new Error(`bench/RESULTS.md does not say what ${endpoint} (${path}) costs`);
  return { readUnits: numberOf(readUnits), writeUnits: numberOf(writeUnits) };
}
/** Metrics that a stack's alarms look at. */
const alarmMetricsOf = (stack: typeof template) =>
  Object.values(stack.findResources('AWS::CloudWatch::Alarm'))
    .map(
      ({ Properties }) =>
        Object(Properties).Metrics?.filter((one: object) => 'MetricStat' in one).length ?? 1,
    )
    .reduce((sum, count) => sum + count, 0);

const METRICS = 10;
const counts = { alarmMetrics: alarmMetricsOf(template), metrics: METRICS };

test('docs/costs.md says what an idle and a busy month cost, by service', () => {
  const [idle, busy] = [month([], unitsOf, counts), month(BUSY, unitsOf, counts)];
  const names = {
    gateway: 'API Gateway',
    functions: 'Lambda',
    table: 'DynamoDB',
    logs: 'logs',
    alarms: `alarms: ${counts.alarmMetrics} metrics`,
    metrics: `metrics: ${METRICS}`,
  } as const;
  const sum = (costs: ReturnType<typeof month>) => Object.values(costs).reduce((all, one) => all + one, 0);
  const lines = (Object.keys(names) as (keyof typeof names)[]).map((key) => [
    names[key],
    decimals(idle[key]),
    decimals(busy[key]),
  ]);
  const total = ['**together**', `**${decimals(sum(idle))}**`, `**${decimals(sum(busy))}**`];
  expect(page).toContain(table(['service', '$ idle', '$ busy'], [...lines, total]));
  const paidFor = decimals(METRICS * MONTHLY_PRICES.metric);
  expect(page).toContain(
    `In an account that uses its ten otherwise, our ${METRICS} metrics cost $${paidFor} a busy month`,
  );
  // With every option.
  const everything = alarmMetricsOf(
    synthesize({ 'kite:awsEvents': 'true', 'kite:githubHooks': 'https://api.github.com/orgs/acme/hooks/2' }),
  );
  expect(page).toContain(`${everything} metrics with \`kite:awsEvents\` and \`kite:githubHooks\``);
});

test('and from what: operations, their units, and prices', () => {
  const listed = BUSY.map(([endpoint, path, thousands]) => {
    const { readUnits, writeUnits } = unitsOf(endpoint, path);
    return [`\`${endpoint}\``, path, `${thousands},000`, String(readUnits), String(writeUnits)];
  });
  expect(page).toContain(table(['request', 'path', 'a month', 'read units', 'write units'], listed));
  for (const price of [
    ...Object.values(MONTHLY_PRICES),
    PRICES.writeUnits,
    PRICES.readUnits,
    LAMBDA_PRICES.requests,
  ]) {
    expect(page).toMatch(new RegExp(`\\$${String(price).replace('.', '\\.')}0?\\b`));
  }
  expect(page).toContain(PRICES.region);
});

test('what is assumed is not less than what is measured', () => {
  expect(ASSUMED.memoryMb).toBe(DEFAULT_MEMORY_MB);
  const warm = rows
    .filter(([, megabytes = '']) => megabytes.replaceAll('*', '') === '1,024')
    .map(([kind, , , ms]) => [kind, numberOf(ms)]);
  expect(warm.length).toBeGreaterThan(3);
  // Lists take longer, and are few.
  for (const [kind, ms] of warm) if (kind !== 'list') expect(ms).toBeLessThanOrEqual(ASSUMED.milliseconds);
  const line = {
    level: 'INFO',
    message: 'request',
    timestamp: new Date().toISOString(),
    requestId: 'JKJaXmPLvHcESHA=',
    route: 'POST /api/v1/webhooks/security-scan-failure',
    status: 201,
    ...metricFields('webhook', { Deduplicated: 1 }),
  };
  expect(JSON.stringify(line).length).toBeLessThanOrEqual(ASSUMED.lineBytes);
  const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
  // Each variable is about as long as its name; an address and a path are the longest.
  expect(String(stage?.Properties.AccessLogSettings.Format).length).toBeLessThanOrEqual(
    ASSUMED.accessLineBytes,
  );
});

test('docs/dashboard.md says what a person costs who looks at it all day', () => {
  const refreshes = (8 * 3_600_000) / REFRESH_MS;
  // The authorizer is asked once a minute.
  const invocations = 1 + REFRESH_MS / 60_000;
  const lambda = lambdaDollarsPerMillion(ASSUMED.milliseconds, ASSUMED.memoryMb);
  const logs =
    (ASSUMED.lineBytes + ASSUMED.accessLineBytes) * (MONTHLY_PRICES.logs + MONTHLY_PRICES.keptLogs);
  const perMillion = MONTHLY_PRICES.requests + invocations * lambda + logs / 1_000;
  const rows = [10, 50].map((shown) => {
    // test/store/budget.test.ts: two units for each resource; and the index, with twice as many issues.
    const readUnits = refreshes * (2 * shown + Math.ceil((2 * shown * 32) / 1_000));
    const reads = (readUnits * PRICES.readUnits) / 1e6;
    const rest = (refreshes * perMillion) / 1e6;
    return [
      String(shown),
      readUnits.toLocaleString('en'),
      ...[reads, rest, reads + rest].map((sum) => sum.toFixed(3)),
    ];
  });
  const head = ['resources shown', 'read units', '$ table', '$ gateway, functions, logs', '$ a day'];
  expect(read('docs/dashboard.md')).toContain(table(head, rows));
});

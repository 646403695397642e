/* What some teams went through in the last three days, for the dashboard to have something to show. */

/** The webhooks' own names for the same things. */
export const WEBHOOKS = {
  pipeline: { name: 'pipelineName', reason: 'failureReason', run: 'runId', url: 'logsUrl' },
  build: { name: 'componentName', reason: 'errorMessage', run: 'buildId', url: 'buildLogsUrl' },
  deployment: {
    name: 'applicationName',
    reason: 'failureReason',
    run: 'deploymentId',
    url: 'dashboardUrl',
  },
  release: { name: 'application', reason: 'failurePhase', run: 'release', url: 'pipelineRunUrl' },
  'security-scan': { name: 'componentName', reason: 'vulnerabilities', run: 'scanId', url: 'reportUrl' },
} as const;

/** Something that fails and recovers. */
export interface Resource {
  readonly team: string;
  readonly webhook: keyof typeof WEBHOOKS;
  readonly name: string;
  /** What its runs came to, oldest first. */
  readonly runs: readonly Run[];
}

/** A run that failed, or that passed where there is no reason. */
export interface Run {
  readonly hoursAgo: number;
  readonly reason?: string | readonly string[];
  readonly severity?: 'info' | 'minor' | 'major' | 'critical';
}

const passes = (hoursAgo: number): Run => ({ hoursAgo });

/** Runs that fail for the same reason, the first `from` hours ago, and then every so often until `until`. */
function fails(
  reason: Run['reason'],
  { from, until = 0.1, every = 100, severity }: Times & Pick<Run, 'severity'>,
): Run[] {
  const count = Math.ceil((from - until) / every);
  return Array.from({ length: count }, (_, index) => ({
    // No pipeline is punctual.
    hoursAgo: from - index * every - ((index * 7) % 5) * 0.03,
    ...(reason && { reason }),
    ...(severity && { severity }),
  }));
}

interface Times {
  readonly from: number;
  readonly until?: number;
  readonly every?: number;
}

const MIGRATION = `migrate: could not acquire lock on relation "orders"
DETAIL:  Process 4711 waits for AccessExclusiveLock; blocked by process 4702.
HINT:  See server log for query details.
  at Migration.up (/srv/orders/migrations/20261121_split_totals.ts:31:5)
  at run (/srv/orders/node_modules/umzug/lib/umzug.js:138:18)
  at async main (/srv/orders/bin/migrate.ts:12:3)
exit status 1`;

const OUT_OF_MEMORY = 'Container "test" was OOMKilled: 2048Mi of 2048Mi in use';
const REGISTRY = 'Error pulling image registry.example.com/base/node:24: 503 Service Unavailable';
const FLAKY =
  'checkout.spec.ts › pays with a saved card: Timeout of 30000ms exceeded waiting for "Thank you"';

export const DAYS: readonly Resource[] = [
  {
    team: 'team-alpha',
    webhook: 'pipeline',
    name: 'storefront-e2e',
    // The flaky test: each day again, and it passes when somebody starts it once more.
    runs: [70, 46.5, 22, 1.2].flatMap((hours) => [
      ...fails(FLAKY, { from: hours, until: hours - 1, every: 0.4, severity: 'minor' }),
      ...(hours > 2 ? [passes(hours - 1.1)] : []),
    ]),
  },
  {
    team: 'team-alpha',
    webhook: 'build',
    name: 'storefront',
    runs: [
      ...fails("src/cart/total.ts(41,7): error TS2322: Type 'string' is not assignable to type 'number'", {
        from: 30,
        until: 28,
        every: 0.7,
      }),
      passes(27.5),
    ],
  },
  {
    team: 'team-beta',
    webhook: 'pipeline',
    name: 'orders-main',
    runs: [
      ...fails(MIGRATION, { from: 61, until: 5.5, every: 2.5 }),
      ...fails(OUT_OF_MEMORY, { from: 5, every: 0.8, severity: 'critical' }),
    ],
  },
  {
    team: 'team-beta',
    webhook: 'pipeline',
    name: 'invoices-nightly',
    runs: [
      ...fails('Query cancelled: statement timeout after 900 s', { from: 57, until: 55, every: 1 }),
      passes(52),
      ...fails('Query cancelled: statement timeout after 912 s', { from: 33, until: 31, every: 1 }),
      passes(28),
      ...fails('Query cancelled: statement timeout after 905 s', { from: 9, until: 7, every: 1 }),
    ],
  },
  {
    team: 'team-beta',
    webhook: 'security-scan',
    name: 'orders',
    runs: fails(['CVE-2026-20817', 'CVE-2026-31190'], { from: 26, until: 1, every: 12, severity: 'minor' }),
  },
  {
    team: 'team-gamma',
    webhook: 'release',
    name: 'checkout',
    // Blocked for two days, whatever is tried.
    runs: fails('verify-enterprise-contract', { from: 48, until: 0.5, every: 4, severity: 'critical' }),
  },
  {
    team: 'team-gamma',
    webhook: 'deployment',
    name: 'returns',
    runs: [
      ...fails('Readiness probe failed: HTTP 503 on /healthz after 300 s', {
        from: 44,
        until: 42,
        every: 0.5,
      }),
      passes(41.6),
      ...fails('Readiness probe failed: HTTP 503 on /healthz after 300 s', {
        from: 19,
        until: 18,
        every: 0.5,
      }),
      passes(17.5),
    ],
  },
  {
    team: 'team-delta',
    webhook: 'build',
    name: 'base-image',
    runs: fails('registry.example.com: 503 Service Unavailable while pushing base/node:24', {
      from: 3.4,
      every: 0.5,
      severity: 'critical',
    }),
  },
  {
    team: 'team-delta',
    webhook: 'deployment',
    name: 'ingress',
    runs: [
      ...fails('helm upgrade failed: another operation (install/upgrade/rollback) is in progress', {
        from: 66,
        until: 60,
        every: 1.5,
      }),
      passes(58),
    ],
  },
  {
    team: 'team-delta',
    webhook: 'pipeline',
    name: 'cluster-backup',
    runs: fails('Backup took 51 min, longer than the 45 min that were planned', {
      from: 50,
      until: 1,
      every: 24,
      severity: 'info',
    }),
  },
  {
    team: 'team-mobile',
    webhook: 'pipeline',
    name: 'android-release',
    runs: fails('Execution failed for task :app:signRelease > Keystore certificate expired on 2026-11-25', {
      from: 13,
      until: 0.4,
      every: 3,
    }),
  },
  {
    team: 'team-mobile',
    webhook: 'pipeline',
    name: 'ios-nightly',
    // It comes and goes.
    runs: [68, 55, 43, 31, 18, 4].flatMap((hours) => [
      ...fails('Simulator "iPhone 17" failed to boot: timed out after 120s', { from: hours }),
      ...(hours > 5 ? [passes(hours - 3)] : []),
    ]),
  },
  {
    team: 'team-mobile',
    webhook: 'build',
    name: 'push-gateway',
    runs: fails(REGISTRY, { from: 3.1, every: 0.6 }),
  },
  {
    team: 'team-data',
    webhook: 'pipeline',
    name: 'warehouse-load',
    runs: fails('dbt: 3 of 212 models failed: stg_orders, fct_returns, dim_customer', {
      from: 38,
      until: 2,
      every: 6,
    }),
  },
  {
    team: 'team-data',
    webhook: 'build',
    name: 'feature-store',
    runs: [
      ...fails('ModuleNotFoundError: No module named pyarrow._parquet', { from: 47, until: 45, every: 0.8 }),
      passes(44),
      ...fails('ModuleNotFoundError: No module named pyarrow._parquet', { from: 2.2, every: 0.9 }),
    ],
  },
  {
    team: 'team-data',
    webhook: 'release',
    name: 'churn-model',
    runs: [...fails('push-images', { from: 23, until: 20, every: 1 }), passes(19)],
  },
  {
    team: 'team-docs',
    webhook: 'pipeline',
    name: 'handbook',
    // All is well there.
    runs: [...fails('2 broken links in guides/refunds.md', { from: 40, until: 38, every: 0.5 }), passes(37)],
  },
];

/** Which failures people have found to have one cause: the registry's. By resource. */
export const RELATED: readonly (readonly [string, string])[] = [
  ['base-image', 'push-gateway'],
  ['orders-main', 'invoices-nightly'],
];

const [red, green, dim, off] = ['\u001b[31m', '\u001b[32m', '\u001b[2m', '\u001b[0m'];

/** What a person has set right in an issue afterwards, by resource: here, what the report could not say. */
export const EDITED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'storefront-e2e': {
    issueType: 'test',
    description: `${dim}Running 48 tests using 4 workers${off}

  ${green}✓${off}  46 passed ${dim}(2.1m)${off}
  ${dim}-${off}  1 skipped
  ${red}✘  1 failed${off}
     ${red}[chromium] › ${FLAKY}${off}

    ${dim}71 |${off}   await page.getByRole('button', { name: 'Pay now' }).click();
  ${red}>${off} ${dim}72 |${off}   await expect(page.getByText('Thank you')).toBeVisible();
    ${dim}   |${off}                                              ${red}^${off}
    ${dim}73 |${off} });`,
  },
};

/** What is reported as it is found, without a run. */
export const FOUND: readonly Readonly<Record<string, unknown>>[] = [
  {
    title: 'Certificate of staging.example.com ends in 12 days',
    description: 'Issued by the internal CA; nothing renews it.',
    severity: 'info',
    issueType: 'dependency',
    namespace: 'team-delta',
    scope: { resourceType: 'environment', resourceName: 'staging' },
    links: [{ title: 'How to renew it', url: 'https://wiki.example.com/certificates' }],
  },
  {
    title: '7 of 1,204 tests fail on Python 3.15',
    description: 'Only there; the release of 3.15 is supported from January on.',
    severity: 'minor',
    issueType: 'test',
    namespace: 'team-data',
    scope: { resourceType: 'component', resourceName: 'feature-store' },
    links: [{ title: 'Test report', url: 'https://ci.example.com/feature-store/reports/python-3.15' }],
  },
];

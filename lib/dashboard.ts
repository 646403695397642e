import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Kind, OutcomeName, RefusalName } from '../functions/shared/runtime/metrics.ts';
import type { IssueTable } from './issue-table.ts';

export interface DashboardProps {
  readonly stage: string;
  readonly api: HttpApi;
  readonly table: IssueTable;
  readonly alarms: readonly IAlarm[];
}

const PERIOD = Duration.minutes(5);
const OUTCOMES: Readonly<Record<OutcomeName, true>> = {
  Made: true,
  Reopened: true,
  Resolved: true,
  Deduplicated: true,
  Stale: true,
};
const REFUSALS: Readonly<Record<RefusalName, true>> = {
  RefusedInvalid: true,
  RefusedCredential: true,
  RefusedForNow: true,
};
const KINDS: Readonly<Record<Kind, true>> = { webhook: true, sender: true };

/** What a stage does, on one page; few enough metrics that CloudWatch's first three dashboards are free. */
export class Dashboard extends CloudWatchDashboard {
  constructor(scope: Construct, id: string, { stage, api, table, alarms }: DashboardProps) {
    // Dashboards of all regions share their names.
    const { stackName, region } = Stack.of(scope);
    super(scope, id, { dashboardName: `${stackName}-${region}` });
    const metric = (
      namespace: string,
      metricName: string,
      dimensionsMap: Record<string, string>,
      statistic: string = Stats.SUM,
    ) => new Metric({ namespace, metricName, dimensionsMap, statistic, period: PERIOD });
    const ofApi = (name: string, statistic?: string) =>
      metric('AWS/ApiGateway', name, { ApiId: api.apiId }, statistic);
    const ofTable = (name: string) => metric('AWS/DynamoDB', name, { TableName: table.tableName });
    const own = (name: string, dimensions = {}) => metric(`Kite/${stage}`, name, dimensions);
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8 });

    this.addWidgets(new AlarmStatusWidget({ alarms: [...alarms], width: 24, height: 3 }));
    this.addWidgets(
      graph(
        'Requests with reports',
        Object.keys(KINDS).map((Kind) => own('Received', { Kind })),
      ),
      graph(
        'What became of reports',
        Object.keys(OUTCOMES).map((name) => own(name)),
      ),
      graph(
        'Refused reports',
        Object.keys(REFUSALS).map((name) => own(name)),
      ),
    );
    this.addWidgets(
      graph('Requests', [ofApi('Count'), ofApi('4xx'), ofApi('5xx')]),
      graph('Latency', [ofApi('Latency', Stats.p(50)), ofApi('Latency', Stats.p(99))]),
      graph('Units of the table', [
        ofTable('ConsumedReadCapacityUnits'),
        ofTable('ConsumedWriteCapacityUnits'),
      ]),
    );
  }
}

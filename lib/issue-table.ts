import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ACTIVE_IN_SCOPE, BY_NAMESPACE } from '../functions/shared/store/items.ts';

export interface IssueTableProps {
  /** Keep and protect the table when the stack is deleted. */
  readonly retain: boolean;
}

/** The one table: issues by scope, pointers by id, and the two indexes (docs/decisions/0001-table.md). */
export class IssueTable extends Table {
  constructor(scope: Construct, id: string, { retain }: IssueTableProps) {
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    super(scope, id, {
      partitionKey: text('PK'),
      sortKey: text('SK'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    // Only active issues have `activeSince`, so a scope's history costs nothing to look past.
    this.addLocalSecondaryIndex({
      indexName: ACTIVE_IN_SCOPE,
      sortKey: text('activeSince'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    // Projects what lists filter on and no more: a repeated failure, which changes none of it, writes no index.
    this.addGlobalSecondaryIndex({
      indexName: BY_NAMESPACE,
      partitionKey: text('listed'),
      sortKey: text('position'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['severity', 'issueType', 'resourceType', 'resourceName'],
    });
  }

  /** Lets a function do what `access` says with this table, and nothing else. */
  statements({ item = [], index = {}, onlyPartition }: TableAccess): PolicyStatement[] {
    const allow = (actions: readonly string[], resource: string) =>
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [resource],
        ...(onlyPartition && {
          conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [onlyPartition] } },
        }),
      });
    return [
      ...(item.length > 0 ? [allow(item, this.tableArn)] : []),
      ...Object.entries(index).map(([name, actions]) => allow(actions, `${this.tableArn}/index/${name}`)),
    ];
  }
}

/** What a function may do with the table: DynamoDB's actions, without their prefix. */
export interface TableAccess {
  readonly item?: readonly ('GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem')[];
  readonly index?: Readonly<Record<string, readonly 'Query'[]>>;
  /** The only partition it may reach. Default: all. */
  readonly onlyPartition?: string;
}

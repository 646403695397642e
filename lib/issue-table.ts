import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ACTIVE_IN_SCOPE, BY_NAMESPACE, TOKENS } from '../functions/shared/store/items.ts';

export interface IssueTableProps {
  /** Keep and protect the table when the stack is deleted. */
  readonly retain: boolean;
  /** The ARN of a key of one's own. @default - AWS's own key for DynamoDB */
  readonly keyArn?: string | undefined;
}

/** What DynamoDB does with a customer-managed key in the name of whoever reads and writes. */
const KEY_ACTIONS = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];

/** The one table: issues by scope, pointers by id, and the two indexes (docs/decisions/0001-table.md). */
export class IssueTable extends Table {
  constructor(scope: Construct, id: string, { retain, keyArn }: IssueTableProps) {
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    super(scope, id, {
      partitionKey: text('PK'),
      sortKey: text('SK'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(keyArn
        ? {
            encryption: TableEncryption.CUSTOMER_MANAGED,
            encryptionKey: Key.fromKeyArn(scope, 'Key', keyArn),
          }
        : { encryption: TableEncryption.AWS_MANAGED }),
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

  /** The key, for DynamoDB and nothing else. */
  #useOf(key: IKey): PolicyStatement {
    const service = `dynamodb.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`;
    return new PolicyStatement({
      actions: KEY_ACTIONS.map((action) => `kms:${action}`),
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': service } },
    });
  }

  /** Lets a function do what `access` says with this table, and nothing else. */
  statements({ item = [], index = {}, onlyPartition }: TableAccess): PolicyStatement[] {
    const allow = (actions: readonly string[], resource: string, conditions = {}) =>
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [resource],
        conditions,
      });
    // Whoever takes over a function that has to do with issues is not to make or see tokens with it.
    const partitions = onlyPartition
      ? { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [onlyPartition] } }
      : { 'ForAllValues:StringNotEquals': { 'dynamodb:LeadingKeys': [TOKENS] } };
    return [
      ...(item.length > 0 ? [allow(item, this.tableArn, partitions)] : []),
      ...Object.entries(index).map(([name, actions]) => allow(actions, `${this.tableArn}/index/${name}`)),
      ...(this.encryptionKey ? [this.#useOf(this.encryptionKey)] : []),
    ];
  }
}

/** What a function may do with the table: DynamoDB's actions, without their prefix. */
export interface TableAccess {
  readonly item?: readonly ('GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem')[];
  readonly index?: Readonly<Record<string, readonly 'Query'[]>>;
  /** The only partition it may reach. Default: all but that of the tokens. */
  readonly onlyPartition?: string;
}

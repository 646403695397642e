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
import type { TableAccess } from '../functions/routes.ts';
import {
  ACTIVE_IN_SCOPE,
  ALL_SENDERS,
  BY_NAMESPACE,
  senderPartition,
  TOKENS,
} from '../functions/shared/store/names.ts';

export interface IssueTableProps {
  /** Keep and protect the table when the stack is deleted. */
  readonly retain: boolean;
  /** The ARN of a customer-managed key. @default - AWS's own key for DynamoDB */
  readonly keyArn?: string | undefined;
}

/** What DynamoDB does with a customer-managed key on behalf of its callers. */
const KEY_ACTIONS = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];

/**
 * Limits an `UpdateItem` to attributes: keys have to be among them, and what it returns must be none of the others
 * (DynamoDB developer guide, specifying-conditions). The SDK leaves `ReturnValues` out.
 */
const onlyAttributes = ({ partition, attributes }: NonNullable<TableAccess['updates']>) => ({
  'ForAllValues:StringEquals': {
    'dynamodb:LeadingKeys': [partition],
    'dynamodb:Attributes': ['PK', 'SK', ...attributes],
  },
  StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
});

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
    // Sparse: only active issues have `activeSince`, so a scope's history costs nothing to skip.
    this.addLocalSecondaryIndex({
      indexName: ACTIVE_IN_SCOPE,
      sortKey: text('activeSince'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    // Projects only what lists filter by: a repeated failure changes none of it, and so writes no index. One map,
    // since a projection cannot be changed later: a new filter needs no new index.
    this.addGlobalSecondaryIndex({
      indexName: BY_NAMESPACE,
      partitionKey: text('listed'),
      sortKey: text('position'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['filter'],
    });
  }

  /** Lets DynamoDB, and nothing else, use the key. */
  #useOf(key: IKey): PolicyStatement {
    const service = `dynamodb.${Stack.of(this).region}.${Stack.of(this).urlSuffix}`;
    return new PolicyStatement({
      actions: KEY_ACTIONS.map((action) => `kms:${action}`),
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': service } },
    });
  }

  /**
   * Allows what `access` says with this table, and nothing else.
   * @param sender that the function may note something of. @default - none
   */
  statements(
    { item = [], index = {}, updates, onlyPartition }: TableAccess,
    sender?: string,
  ): PolicyStatement[] {
    const allow = (actions: readonly string[], resource: string, conditions = {}) =>
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [resource],
        conditions,
      });
    const only = (partition: string) => ({
      [`ForAllValues:${partition.endsWith('*') ? 'StringLike' : 'StringEquals'}`]: {
        'dynamodb:LeadingKeys': [partition],
      },
    });
    // A compromised function for issues cannot make or read tokens, nor hide that a sender has fallen silent.
    const partitions = onlyPartition
      ? only(onlyPartition)
      : { 'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': [TOKENS, ALL_SENDERS] } };
    return [
      ...(item.length > 0 ? [allow(item, this.tableArn, partitions)] : []),
      ...(updates ? [allow(['UpdateItem'], this.tableArn, onlyAttributes(updates))] : []),
      ...(sender ? [allow(['UpdateItem'], this.tableArn, only(senderPartition(sender)))] : []),
      // A query of the local index may ask for whole items, tokens too. Its partitions are those of the table.
      ...Object.entries(index).map(([name, actions]) =>
        allow(actions, `${this.tableArn}/index/${name}`, name === ACTIVE_IN_SCOPE ? partitions : {}),
      ),
      ...(this.encryptionKey ? [this.#useOf(this.encryptionKey)] : []),
    ];
  }
}

import { Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Batches of a stream that failed every retry, whole, each an object. */
export class LostBatches extends Bucket {
  readonly logicalId: string;

  constructor(scope: Construct, id: string, { removalPolicy }: { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        { expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy,
    });
    if (!(this.node.defaultChild instanceof CfnBucket)) throw new Error('A bucket is a CfnBucket');
    this.logicalId = Stack.of(this).getLogicalId(this.node.defaultChild);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It is empty unless something is wrong, and only a person reads it.',
    });
  }
}

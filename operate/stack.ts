import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';

/** A resource of a deployed stack. */
interface Resource {
  /** Like `AWS::SQS::Queue`. */
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** A deployed stack, with all that it consists of. */
export interface DeployedStack {
  readonly name: string;
  /** Like `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly isProtected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** Its nested stacks' too. */
  readonly resources: readonly Resource[];
}

/**
 * Reads a deployed stage's stack, with the operator's own credentials and region.
 * @throws Error when there is none
 */
export async function findStack(
  stage: string,
  client = new CloudFormationClient({}),
): Promise<DeployedStack> {
  const name = `Kite-${stage}`;
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  if (stack === undefined) throw new Error(`There is no stack ${name}`);
  return {
    name,
    status: stack.StackStatus ?? '',
    isProtected: stack.EnableTerminationProtection ?? false,
    outputs: Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
    resources: await resourcesOf(client, name),
  };
}

async function resourcesOf(client: CloudFormationClient, StackName: string): Promise<Resource[]> {
  const found: Resource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { ResourceType = '', LogicalResourceId = '', PhysicalResourceId } of StackResourceSummaries) {
      if (PhysicalResourceId === undefined) continue;
      found.push({ type: ResourceType, logicalId: LogicalResourceId, physicalId: PhysicalResourceId });
    }
  }
  const nested = found.filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  const inner = await Promise.all(nested.map(({ physicalId }) => resourcesOf(client, physicalId)));
  return [...found, ...inner.flat()];
}

/** The physical ids of all resources of a type whose logical ids begin so. */
export const idsOf = ({ resources }: Pick<DeployedStack, 'resources'>, type: string, prefix = ''): string[] =>
  resources
    .filter((resource) => resource.type === type && resource.logicalId.startsWith(prefix))
    .map(({ physicalId }) => physicalId);

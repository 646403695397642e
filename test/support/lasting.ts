import * as z from 'zod';
import type { Resources } from '../../local/template.ts';

/**
 * What must outlast an update, since it holds something, is known outside, or is there only once (a route, a stage), and
 * the properties with which CloudFormation would replace it (template reference, "Update requires: Replacement").
 */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  // Its key may be changed, but a route that is changed may not meet another.
  'AWS::ApiGatewayV2::Route': ['ApiId', 'RouteKey'],
  'AWS::ApiGatewayV2::Stage': ['ApiId', 'StageName'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
  'AWS::Lambda::EventSourceMapping': ['EventSourceArn', 'StartingPosition'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
};
const propertiesSchema = z.record(z.string(), z.unknown()).default({});

/** By logical id: the type, and those of its properties of which it would be replaced. */
export const lastingIn = (resources: Resources): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
      const names = REPLACED_BY[Type];
      if (names === undefined) return [];
      const chosen = Object.entries(propertiesSchema.parse(Properties)).filter(([name]) =>
        names.includes(name),
      );
      return [[id, { Type, ...Object.fromEntries(chosen) }]];
    }),
  );

const tableSchema = z.object({
  Properties: z.object({ GlobalSecondaryIndexes: z.array(z.looseObject({ IndexName: z.string() })) }),
});

/** The definitions of the table's global indexes, by their names. */
export const indexesIn = (resources: Resources): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::DynamoDB::Table')
      .flatMap((table) => tableSchema.parse(table).Properties.GlobalSecondaryIndexes)
      .map((index) => [index.IndexName, index]),
  );

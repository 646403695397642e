import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

/* What every function must load that reads a table: the client, and the command. */
const client = new DynamoDBClient({});

export async function handler() {
  const Key = { PK: { S: 'HEALTH' }, SK: { S: 'HEALTH' } };
  await client.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key }));
  return { statusCode: 200 };
}

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

/* The least that a function which reads a table must load: the client and one command. */
const client = new DynamoDBClient({});

export async function handler() {
  const Key = { PK: { S: 'HEALTH' }, SK: { S: 'HEALTH' } };
  await client.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key }));
  return { statusCode: 200 };
}

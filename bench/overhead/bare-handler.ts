import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/*
 * The least that a function must do to make the same calls to the database as one of Kite's. overhead.ts wrote the
 * calls and the answer to the file $BARE_WORK.
 */

type Input = BatchGetCommandInput &
  DeleteCommandInput &
  GetCommandInput &
  PutCommandInput &
  QueryCommandInput &
  TransactWriteCommandInput &
  UpdateCommandInput;

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const CALLS: Readonly<Record<string, (input: Input) => Promise<unknown>>> = {
  BatchGetItem: (input) => db.send(new BatchGetCommand(input)),
  DeleteItem: (input) => db.send(new DeleteCommand(input)),
  GetItem: (input) => db.send(new GetCommand(input)),
  PutItem: (input) => db.send(new PutCommand(input)),
  Query: (input) => db.send(new QueryCommand(input)),
  TransactWriteItems: (input) => db.send(new TransactWriteCommand(input)),
  UpdateItem: (input) => db.send(new UpdateCommand(input)),
};

/** Parts of a request that are items or lists of items; the document client takes plain objects instead. */
const ITEMS = ['Key', 'Item', 'Keys', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

const { rounds, answer } = JSON.parse(readFileSync(process.env.BARE_WORK ?? '', 'utf8'), (name, value) => {
  if (!ITEMS.includes(name)) return value;
  return Array.isArray(value) ? value.map((item) => unmarshall(item)) : unmarshall(value);
});

async function call(name: string, input: Input, isRefused: boolean): Promise<unknown> {
  const answered = CALLS[name]?.(input);
  return isRefused ? answered?.catch(() => undefined) : answered;
}

/** Parses the body, makes the calls, and serializes the answer. */
export async function handler(event: { readonly body?: string }): Promise<unknown> {
  if (event.body) JSON.parse(event.body);
  for (const round of rounds) {
    const calls = [];
    for (const { name, input, isRefused } of round) calls.push(call(name, input, isRefused));
    await Promise.all(calls);
  }
  return answer.body === undefined ? answer : { ...answer, body: JSON.stringify(answer.body) };
}

import { randomUUID } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { readAssembly } from '../../local/assembly.ts';
import { clientOf, createTable } from '../../local/dynamodb.ts';
import { served } from './kite.ts';

/** A table that nobody else uses, in the database that the tests share, or another. */
export async function makeTable(
  endpoint = served.endpoint,
): Promise<{ readonly table: Table; delete(): Promise<void> }> {
  const client = clientOf(endpoint);
  const name = `kite-${randomUUID()}`;
  const assembly = await readAssembly(served.assembly);
  await createTable({ ...assembly, table: { ...assembly.table, TableName: name } }, client);
  return {
    table: { db: documents(client), name, dedup: 'fingerprint' },
    async delete() {
      await client.send(new DeleteTableCommand({ TableName: name }));
      client.destroy();
    },
  };
}

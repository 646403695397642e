import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { logger } from '../runtime/log.ts';
import { namespaceKey } from './items.ts';
import type { TableClient } from './table.ts';

/** How long a report may wait for its note: as long as for a connection. */
const NOTE_MS = 2_000;

/** What an instance knows of the namespaces in which it has made issues. */
interface Notes {
  /** Noted, or about to be. */
  readonly known: Set<string>;
  /** Those whose note failed. */
  readonly missing: Set<string>;
}
/** By client, of which an instance has one. */
const instances = new WeakMap<TableClient['db'], Notes>();
function notesOf({ db }: TableClient): Notes {
  const notes = instances.get(db) ?? { known: new Set(), missing: new Set() };
  instances.set(db, notes);
  return notes;
}

/**
 * Notes that a namespace has issues, so that `GET /namespaces` finds it: once for each instance. Goes beside the
 * transaction that makes an issue, and never fails or keeps waiting long: what could not be noted is by `noteMissing`.
 */
export async function noteNamespace(table: TableClient, namespace: string): Promise<void> {
  const { known, missing } = notesOf(table);
  if (known.has(namespace)) return;
  known.add(namespace);
  try {
    await table.db.send(
      new PutCommand({
        TableName: table.name,
        Item: namespaceKey(namespace),
        // Most are known: then nothing is written, and nothing follows in the table's stream.
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
      { abortSignal: AbortSignal.timeout(NOTE_MS) },
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return;
    logger.warn('A namespace was not noted', { error });
    known.delete(namespace);
    missing.add(namespace);
  }
}

/** Notes the namespaces whose notes failed. Goes beside each report, and does nothing but after a failure. */
export async function noteMissing(table: TableClient): Promise<void> {
  const { missing } = notesOf(table);
  const again = [...missing];
  missing.clear();
  await Promise.all(again.map((namespace) => noteNamespace(table, namespace)));
}

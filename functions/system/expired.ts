import * as z from 'zod';
import { logger } from '../shared/runtime/log.ts';
import { expiredIssue } from '../shared/store/items.ts';
import { forget } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** What the table's stream tells; of other items than issues, nothing is to be done. */
const deletions = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ OldImage: expiredIssue.optional().catch(undefined) }) })),
});

/**
 * Follows the items that DynamoDB deletes because their time is over (lib/expiry.ts), and deletes what is left of
 * those that were issues. The same records may come again.
 * @throws Error when one of them was not done; Lambda then sends all of them again
 */
export async function handler(input: unknown): Promise<void> {
  const { Records } = deletions.parse(input);
  const ids = Records.flatMap(({ dynamodb }) => dynamodb.OldImage?.id.S ?? []);
  await Promise.all(ids.map((id) => forget(table, id)));
  logger.info('expired', { issues: ids.length });
}

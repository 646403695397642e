import * as z from 'zod/mini';
import { logger } from '../shared/runtime/log.ts';
import { expiredIssueSchema } from '../shared/store/items.ts';
import { forget } from '../shared/store/modify.ts';
import { connect } from '../shared/store/table.ts';

const table = connect();

/** Records of the table's stream; only issues need cleaning up after. */
const deletionsSchema = z.object({
  Records: z.array(
    z.object({ dynamodb: z.object({ OldImage: z.catch(z.optional(expiredIssueSchema), undefined) }) }),
  ),
});

/**
 * Cleans up after issues that DynamoDB deletes when they expire (lib/expiry.ts): pointer, relations, count. The same
 * records may come again.
 * @throws Error when one of them failed; Lambda then sends all of them again
 */
export async function handler(input: unknown): Promise<void> {
  const { Records } = deletionsSchema.parse(input);
  const ids = Records.flatMap(({ dynamodb }) => dynamodb.OldImage?.id.S ?? []);
  await Promise.all(ids.map((id) => forget(table, id)));
  logger.info('expired', { issues: ids.length });
}

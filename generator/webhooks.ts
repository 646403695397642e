import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const WEBHOOKS = join(import.meta.dirname, '../functions/webhooks');

/** What a webhook's file exports (functions/shared/intake/webhook.ts). */
const moduleSchema = z.object({
  handler: z.custom<{ readonly webhook: { readonly body: z.ZodMiniType } }>(
    (value) => typeof value === 'function' && 'webhook' in value,
  ),
});

/** The names of all webhooks, like `pipeline-failure`. */
export const webhookNames = (): string[] =>
  readdirSync(WEBHOOKS)
    .map((file) => file.replace('.ts', ''))
    .sort();

/** The schema of a webhook's body. */
export async function bodySchemaOf(webhook: string): Promise<z.ZodMiniType> {
  // The environment that a webhook's file needs when it loads; nothing here asks the table anything.
  Object.assign(process.env, { TABLE_NAME: 'none', DEDUP: 'fingerprint', AWS_REGION: 'none' });
  return moduleSchema.parse(await import(join(WEBHOOKS, `${webhook}.ts`))).handler.webhook.body;
}

import * as z from 'zod/mini';
import { routes } from '../routes.ts';
import { MAX_REPORT_BYTES } from '../shared/http/body.ts';
import { endpoint } from '../shared/http/endpoint.ts';
import { shownFingerprint } from '../shared/issue/dedup.ts';
import { CURRENT_RULE } from '../shared/issue/fingerprint/rules.ts';
import { reasonSchema } from '../shared/issue/issue.ts';
import { clean } from '../shared/issue/text.ts';

/** `POST /fingerprint`: what a failure's message becomes, without reporting it. */
export const handler = endpoint({
  access: routes['issues/fingerprint'].caller,
  maxBodyBytes: MAX_REPORT_BYTES,
  request: z.object({ body: z.strictObject({ message: reasonSchema }) }),
  run: ({ body }) => ({
    status: 200,
    body: {
      rule: CURRENT_RULE.version,
      fingerprint: shownFingerprint(CURRENT_RULE.fingerprint(clean(body.message))),
    },
  }),
});

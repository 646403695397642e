import { anyProblemSchema, problemSchema } from '../functions/shared/answers/problem.ts';
import type { EndpointSpec } from '../lib/endpoints.ts';
import type { Answers } from './operations.ts';

const RETRY_AFTER = {
  'Retry-After': {
    description: 'After how many seconds to send it again. Not where API Gateway answers',
    schema: { type: 'integer', minimum: 0 },
  },
};

/** The errors of an endpoint that follow from what it takes, and from who may call it. */
export const errorsOf = ({
  caller,
  takesBody,
  takesValues,
}: {
  readonly caller: EndpointSpec['caller'];
  readonly takesBody: boolean;
  readonly takesValues: boolean;
}): Answers => ({
  ...((takesBody || takesValues) && {
    400: { when: 'A field is missing, wrong or unknown: `details` names each', schema: problemSchema },
  }),
  ...(caller !== 'anyone' && {
    401: { when: 'There is no credential, or not a good one', schema: anyProblemSchema },
    403: { when: 'The credential is not valid, or may not do this here', schema: anyProblemSchema },
  }),
  ...(takesBody && {
    413: { when: 'The body is too large', schema: anyProblemSchema },
    415: { when: 'The body is compressed', schema: problemSchema },
  }),
  429: { when: 'Too many requests', schema: anyProblemSchema, headers: RETRY_AFTER },
  500: { when: 'A fault in Kite', schema: anyProblemSchema },
  503: {
    when: 'Kite cannot answer right now. Sending the same request again is safe',
    schema: anyProblemSchema,
    headers: RETRY_AFTER,
  },
});

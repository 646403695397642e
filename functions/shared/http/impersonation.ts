import { HttpError } from '../runtime/errors.ts';
import type { Part } from './parts.ts';

/**
 * Refuses requests on behalf of somebody else. A Kubernetes proxy sends its own credential and names its user in
 * `Impersonate-*` headers, which Kite does not know: everyone behind it would see all that the proxy may.
 * @throws HttpError 403
 */
export const refuseImpersonation = (): Part => ({
  before({ event }) {
    const name = Object.keys(event.headers).find((header) => /^impersonate-/i.test(header));
    if (name === undefined) return;
    throw new HttpError(
      403,
      'Kite does not support Impersonate headers: it would answer for the credential, not for the user whom they name',
    );
  },
});

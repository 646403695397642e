import { type components, createKite, KiteError } from '../../../client/src/index.ts';
import { credential } from './session.ts';

/** What the API answers, by the names that its document has for it. */
export type Answers = components['schemas'];

/** The API of this origin, asked with the tab's credential. Queries try again by themselves (queries.ts). */
export const kite = createKite({ token: credential, attempts: 1 });

/**
 * Whether the credential was refused, or there is none and one is needed. API Gateway says 403 of a wrong one; a 403 of
 * Kite's own has a request's id, and is about what one may do.
 */
export const isUnknownCaller = (error: unknown): error is KiteError =>
  error instanceof KiteError &&
  (error.status === 401 || (error.status === 403 && error.requestId === undefined));

/** Whether the same request would be refused again. */
export const isRefused = (error: unknown): boolean =>
  error instanceof KiteError && error.status >= 400 && error.status < 500 && error.status !== 429;

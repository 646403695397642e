import { credential } from './session.ts';

/** An answer that is no success. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Whether the same request would be refused again. */
export const isRefused = (error: unknown) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;

export async function get<T>(path: string, signal: AbortSignal): Promise<T> {
  const token = credential();
  const response = await fetch(`/api/v1${path}`, {
    signal,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const body = await response.json();
  if (!response.ok) throw new ApiError(response.status, body.error ?? body.message);
  return body;
}

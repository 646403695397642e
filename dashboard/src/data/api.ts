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

export const get = <T>(path: string, signal: AbortSignal): Promise<T> => request<T>(path, { signal });

/** A request that changes something. */
export const send = <T = void>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> =>
  request<T>(path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const token = credential();
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(`/api/v1${path}`, { ...init, headers });
  const text = await response.text();
  const body = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new ApiError(response.status, body?.error ?? body?.message ?? response.statusText);
  return body;
}

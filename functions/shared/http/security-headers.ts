import { onResponse, type Part } from './parts.ts';

/** What a browser that is led here has to know (OWASP REST Security Cheat Sheet, Security Headers). */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;

/** Adds the security headers to every response; those that the response has itself win. */
export const securityHeaders = (): Part =>
  onResponse(({ response }) => {
    if (response) response.headers = { ...SECURITY_HEADERS, ...response.headers };
  });

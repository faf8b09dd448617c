import { MailError } from '@postroom/types';
import type { FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a page of another site asks for, because the browser adds our cookie to them. Which page asks is told by the
 * browser (Fetch Standard, Origin; W3C Fetch Metadata). Throws no-permission.
 */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string): void {
  if (SAFE.has(request.method) && request.headers.upgrade === undefined) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = publicUrl || `${request.protocol}://${request.host}`;
  if (origin === undefined ? site === 'same-origin' : origin === own) return;
  throw new MailError('no-permission', 'Requests with the cookie must come from a page of this site');
}

import type { FastifyRequest } from 'fastify';

/** Whether somebody goes there with a browser: not a program, nor a page that fetches something for itself. */
export function isNavigation({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined && mode !== 'navigate') return false;
  return /(?:^|,)\s*text\/html\s*(?:;|,|$)/i.test(headers.accept ?? '');
}

import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a browser may keep the result of a preflight, in seconds. */
const PREFLIGHT_SECONDS = 3_600;

/**
 * Lets pages of these origins read responses (Fetch Standard, CORS). Credentials that the browser adds by itself are never allowed:
 * a page elsewhere sends a password or a token that its user gave to it.
 */
export function allowOrigins(origins: ReadonlySet<string>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { origin } = request.headers;
    if (origins.size > 0) reply.header('vary', 'Origin');
    if (origin === undefined || !origins.has(origin)) return undefined;
    reply.header('access-control-allow-origin', origin);
    if (request.method !== 'OPTIONS') return undefined;
    return reply
      .header('access-control-allow-methods', 'GET, POST, PATCH, DELETE, OPTIONS')
      .header('access-control-allow-headers', 'Authorization, Content-Type, Range, Last-Event-ID')
      .header('access-control-max-age', String(PREFLIGHT_SECONDS))
      .code(204)
      .send();
  };
}
